import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError, type Definition } from "@elbo/spec";
import { createJiti } from "jiti";

/** A user's file of parts, as loaded. */
export interface UserParts {
  readonly file: string;
  /** SHA-256 of the file: recorded in the run folder. */
  readonly hash: string;
  readonly definitions: readonly Definition[];
}

const isDefinition = (value: unknown): value is Definition => {
  const candidate = value as Partial<Definition> | null;
  return (
    typeof candidate === "object" &&
    candidate !== null &&
    typeof candidate.family === "string" &&
    typeof candidate.kind === "string" &&
    typeof candidate.config === "function" &&
    typeof candidate.create === "function"
  );
};

/**
 * Loads a TypeScript or JavaScript file and takes every exported part definition.
 *
 * @throws ConfigError when the file is missing, fails to load, or exports no definition.
 */
export async function loadUserParts(path: string): Promise<UserParts> {
  const file = resolve(path);
  const text = await readFile(file).catch((cause) => {
    throw new ConfigError("the file of parts cannot be read", {
      where: `--parts ${path}`,
      received: cause.code,
      cause,
    });
  });
  let exported: Record<string, unknown>;
  try {
    exported = await createJiti(import.meta.url).import(file);
  } catch (cause) {
    throw new ConfigError(`the file of parts does not load: ${(cause as Error).message.split("\n")[0]}`, {
      where: `--parts ${path}`,
      cause,
    });
  }
  const definitions = [...new Set(Object.values(exported))].filter(isDefinition);
  if (definitions.length === 0) {
    throw new ConfigError("the file exports no part", {
      where: `--parts ${path}`,
      expected: "an exported object with family, kind, summary, config and create",
      received: Object.keys(exported).join(", ") || "nothing",
    });
  }
  return { file, hash: createHash("sha256").update(text).digest("hex"), definitions };
}

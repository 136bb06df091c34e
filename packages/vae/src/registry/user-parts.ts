import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError, type Definition } from "@elbo/spec";
import { createJiti } from "jiti";
import { nearest } from "../config/nearest.ts";
import { families } from "./families.ts";

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

/** What a part may import, wherever its file lies: the very copies that this program runs with. */
const shared = [
  "@elbo/spec",
  "@elbo/program",
  "@elbo/distributions",
  "@elbo/encoders",
  "@elbo/decoders",
  "@elbo/latents",
  "@elbo/likelihoods",
  "@elbo/priors",
  "@elbo/losses",
  "@elbo/datasets",
  "@tensorflow/tfjs-core",
  "zod",
];

const ownCopies = (): Record<string, string> =>
  Object.fromEntries(shared.map((name) => [name, fileURLToPath(import.meta.resolve(name))]));

/**
 * Loads a TypeScript or JavaScript file and takes every exported part definition.
 *
 * @throws ConfigError when the file is missing, fails to load, exports no definition, or one of an unknown family.
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
    exported = await createJiti(import.meta.url, { alias: ownCopies() }).import(file);
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
  for (const { family, kind } of definitions) {
    if (families.includes(family)) continue;
    throw new ConfigError(`the part "${kind}" is of a family that no config asks for`, {
      where: `--parts ${path}`,
      expected: families.join(", "),
      received: family,
      ...nearest(family, families),
    });
  }
  return { file, hash: createHash("sha256").update(text).digest("hex"), definitions };
}

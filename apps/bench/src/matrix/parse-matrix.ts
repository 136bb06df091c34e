import { ConfigError } from "@elbo/spec";
import { type ModelConfig, parseConfig, type Registry } from "@elbo/vae";
import type { z } from "zod";
import { type MatrixConfig, matrixConfig } from "./matrix-config.ts";
import type { PlannedRun } from "./plan-runs.ts";

const remedy = "A matrix has a name, base, data (by name), variants (by name) and seeds: see docs/cli.md.";

/** The problem that says most: a key that nobody knows, else the first. */
const telling = (issues: readonly z.core.$ZodIssue[]) =>
  (issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]) as z.core.$ZodIssue;

const keysAt = (path: readonly PropertyKey[]): readonly string[] => {
  if (path.length === 0) return Object.keys(matrixConfig.shape);
  if (path[0] === "variants") return ["on", "config", "published"];
  return path[0] === "evaluate" ? Object.keys(matrixConfig.shape.evaluate.unwrap().shape) : [];
};

/**
 * Checks a matrix and fills in its defaults.
 *
 * @throws ConfigError naming the field.
 */
export function parseMatrix(value: unknown): MatrixConfig {
  const parsed = matrixConfig.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = telling(parsed.error.issues);
  const where = `matrix ${issue.path.join(".") || "(top level)"}`;
  if (issue.code === "unrecognized_keys") {
    const expected = `one of ${keysAt(issue.path).join(", ")}`;
    throw new ConfigError(`unknown key "${issue.keys[0]}"`, { where, expected, remedy });
  }
  throw new ConfigError(issue.message.replace(/^Invalid input: /, "").replace("undefined", "nothing"), {
    where,
    remedy,
  });
}

/** Whatever is wrong, the error names the cell. */
export function inCell<T>({ variant, data }: Pick<PlannedRun, "variant" | "data">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { where, expected, received, remedy: hint } = error.details;
    const problem = error.message.slice(where.length + 2).split(/: (?:expected|got) |\. |\.$/)[0] as string;
    throw new ConfigError(problem, {
      where: `variant "${variant}" on ${data}, ${where}`,
      ...(expected ? { expected } : {}),
      ...(received ? { received } : {}),
      ...(hint ? { remedy: hint } : {}),
      cause: error,
    });
  }
}

/**
 * The config of a cell.
 *
 * @throws ConfigError naming the cell as well as the field.
 */
export const parseCell = (cell: PlannedRun, registry: Registry): ModelConfig =>
  inCell(cell, () => parseConfig(cell.config, registry));

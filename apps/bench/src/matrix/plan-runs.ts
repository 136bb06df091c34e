import { ConfigError } from "@elbo/spec";
import type { MatrixConfig } from "./matrix-config.ts";

/** One cell of a matrix. */
export interface PlannedRun {
  readonly id: string;
  readonly variant: string;
  readonly data: string;
  readonly seed: number;
  readonly published: string;
  /** A model config, before parsing. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How it is measured. */
  readonly evaluate: MatrixConfig["evaluate"];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Fields of `over` win; objects merge, unless they name another kind: then the new part replaces the old one. */
export function mergeConfig(under: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>) {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key];
    const replaces = isObject(value) && isObject(old) && "kind" in value && value.kind !== old.kind;
    merged[key] = isObject(value) && isObject(old) && !replaces ? mergeConfig(old, value) : value;
  }
  return merged;
}

/**
 * All cells of a matrix in the order they run: data set, variant, seed.
 *
 * @throws ConfigError when a variant names a data set or a sampler that the matrix does not have.
 */
export function planRuns(matrix: MatrixConfig): PlannedRun[] {
  const { samplers: known = {} } = matrix.evaluate;
  const check = (where: string, names: readonly string[], among: object, what: string) => {
    const unknown = names.find((name) => !(name in among));
    if (unknown === undefined) return;
    throw new ConfigError(what, {
      where: `matrix variants.${where}`,
      expected: `one of ${Object.keys(among).join(", ")}`,
      received: unknown,
    });
  };
  for (const [variant, { on = [], samplers = [] }] of Object.entries(matrix.variants)) {
    check(`${variant}.on`, on, matrix.data, `the variant "${variant}" runs on an unknown data set`);
    check(`${variant}.samplers`, samplers, known, `the variant "${variant}" is measured with an unknown sampler`);
  }
  const measuredBy = (samplers: readonly string[] | undefined) =>
    samplers === undefined
      ? matrix.evaluate
      : {
          ...matrix.evaluate,
          samplers: Object.fromEntries(Object.entries(known).filter(([name]) => samplers.includes(name))),
        };
  return Object.entries(matrix.data).flatMap(([data, fields]) =>
    Object.entries(matrix.variants)
      .filter(([, { on }]) => on === undefined || on.includes(data))
      .flatMap(([variant, { config, published, samplers }]) =>
        matrix.seeds.map((seed) => ({
          id: `${data}-${variant}-${seed}`,
          variant,
          data,
          seed,
          published,
          config: { ...mergeConfig(mergeConfig(matrix.base, fields), config), seed },
          evaluate: measuredBy(samplers),
        })),
      ),
  );
}

import { NotSupportedError } from "@elbo/spec";

/** A layer of a Keras or tfjs-layers topology. */
export interface KerasLayer {
  readonly file: string;
  readonly name: string;
  /** Conv2D, Dense, ... */
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers that it reads. */
  readonly reads: readonly string[];
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

/** An error that names the layer, its class, what about it cannot be converted, and what could be. */
export function refuse(
  { file, name, type }: KerasLayer,
  problem: string,
  details: { readonly expected?: string; readonly received?: string; readonly remedy?: string } = {},
): NotSupportedError {
  return new NotSupportedError(`layer "${name}" (${type}) ${problem}`, { where: file, ...details });
}

/** @throws NotSupportedError when a setting of a layer has none of the values that can be converted. */
export function checkSetting(layer: KerasLayer, setting: string, ...allowed: readonly unknown[]): void {
  const value = layer.config[setting];
  if (allowed.some((each) => JSON.stringify(each) === JSON.stringify(value))) return;
  const named = allowed.filter((each) => each !== undefined && each !== null);
  throw refuse(layer, `has a setting "${setting}" that cannot be converted`, {
    expected: named.map(shown).join(" or ") || "none",
    received: shown(value),
  });
}

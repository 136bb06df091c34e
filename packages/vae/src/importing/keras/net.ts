import { NotSupportedError } from "@elbo/spec";
import type { WeightMapInput } from "../map/weight-map.ts";
import { refuse } from "./refuse.ts";
import type { Conv, Dense, Step, StepActivation } from "./steps.ts";

/** Entries of a map of weights. */
export type Entries = Record<string, WeightMapInput["parameters"][string]>;

/** One of a net's outputs: the layer that makes it, or some units of it. */
export interface Head {
  readonly made: Dense | Conv;
  readonly outputs?: readonly [number, number];
  /** Length of the axis that a softmax is over. */
  readonly lastAxis?: number;
}

/** A part's config that a chain of layers became, and where its weights are. */
export interface ConvertedNet {
  readonly config: Readonly<Record<string, unknown>>;
  readonly entries: Entries;
  readonly heads: readonly Head[];
}

/** The entry of one layer: its tensors are named "SIDE:layer/kernel"; a bias that it lacks is 0. */
export function entriesOf(side: string, path: string, { made, outputs }: Head): Entries {
  const from = `${side}:${made.layer.name}`;
  return {
    [path]: outputs ? { from, outputs: [...outputs] } : from,
    ...(made.bias ? {} : { [`${path}/bias`]: 0 }),
  };
}

/**
 * The activation that all these layers share; undefined without layers.
 *
 * @throws NotSupportedError naming the first layer that has another one.
 */
export function sharedActivation(layers: readonly (Dense | Conv)[]): StepActivation | undefined {
  const [first] = layers;
  const other = layers.find(({ activation }) => activation !== first?.activation);
  if (other) {
    throw refuse(other.layer, "has another activation than the layers before it", {
      expected: `${first?.activation}, as "${first?.layer.name}" has`,
      received: other.activation,
      remedy: "A net here has one activation between all its layers.",
    });
  }
  if (first?.activation === "softmax") throw refuse(first.layer, "has softmax where only an output could have it");
  return first?.activation;
}

/**
 * Dense layers with or without dropout after each.
 *
 * @throws NotSupportedError for any other layer, and dropout that is not the same after each.
 */
export function denseRun(steps: readonly Step[]): { readonly layers: readonly Dense[]; readonly dropout: number } {
  const layers: Dense[] = [];
  const rates: number[] = [];
  for (const step of steps) {
    if (step.step === "dense") {
      layers.push(step);
      rates.push(0);
    } else if (step.step === "dropout" && layers.length > 0) rates[rates.length - 1] = step.rate;
    else
      throw refuse(step.layer, "stands where it cannot be converted", {
        expected: "Dense layers, each with or without Dropout",
      });
  }
  const dropout = rates[0] ?? 0;
  const odd = rates.findIndex((rate) => rate !== dropout);
  if (odd < 0) return { layers, dropout };
  throw refuse((layers[odd] as Dense).layer, "has another dropout after it than the layers before", {
    expected: `${dropout}`,
    received: `${rates[odd]}`,
    remedy: "Dropout plays no part after training: save the model without its Dropout layers.",
  });
}

/** The outputs at the end of a chain: where it parts, each of one layer; else its last layer. */
export function takeHeads(
  file: string,
  trunk: readonly Step[],
  ends: readonly (readonly Step[])[],
  kind: "dense" | "deconv",
): { readonly before: readonly Step[]; readonly heads: readonly (Dense | Conv)[] } {
  const paths = ends.length > 0 ? ends : [trunk.slice(-1)];
  const heads = paths.map(([made, more]) => {
    if (made?.step === kind && more === undefined) return made as Dense | Conv;
    const wrong = more ?? made;
    const expected = kind === "dense" ? "one Dense layer for each output" : "one Conv2DTranspose layer for each output";
    if (wrong) throw refuse(wrong.layer, "cannot be an output", { expected });
    throw new NotSupportedError("an output has no layer of its own", { where: file, expected });
  });
  return { before: ends.length > 0 ? trunk : trunk.slice(0, -1), heads };
}

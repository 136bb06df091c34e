import { type Activation, activations } from "../activations/activations.ts";
import type { Layer } from "../layer.ts";
import { batchNorm } from "./batch-norm.ts";
import { layerNorm } from "./layer-norm.ts";
import { spectralNorm } from "./spectral-norm.ts";
import { weightNorm } from "./weight-norm.ts";

/** Names of the normalisations, for config schemas. */
export const normNames = ["none", "layer", "batch", "weight", "spectral"] as const;

/** One of `normNames`. */
export type Norm = (typeof normNames)[number];

/** What each norm does to a layer, and what it puts between the layer and its activation; `width` counts the channels. */
const table: {
  readonly [K in Norm]: {
    wrap(layer: Layer): Layer;
    between?(options: { readonly width: number; readonly where: string }): Layer;
  };
} = {
  none: { wrap: (layer) => layer },
  layer: { wrap: (layer) => layer, between: (options) => layerNorm(options) as Layer },
  batch: { wrap: (layer) => layer, between: (options) => batchNorm(options) as Layer },
  weight: { wrap: weightNorm },
  spectral: { wrap: spectralNorm },
};

/** The layer under the norm: changed by weight normalisation, itself otherwise. */
export const underNorm = (norm: Norm, layer: Layer): Layer => table[norm].wrap(layer);

/** An activation as a layer. */
export const activationLayer = (activation: Activation): Layer => ({
  params: {},
  apply: (_, x) => activations[activation](x),
});

/**
 * What stands between a layer without activation and the next one: layer or batch norm over the last axis, if asked for, and
 * the activation.
 */
export function normThenActivation(
  norm: Norm,
  { activation, ...options }: { readonly width: number; readonly activation: Activation; readonly where: string },
): { readonly norm?: Layer; readonly activation: Layer } {
  const between = table[norm].between?.(options);
  return { ...(between && { norm: between }), activation: activationLayer(activation) };
}

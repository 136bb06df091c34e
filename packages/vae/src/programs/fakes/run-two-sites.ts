import { eagerContext } from "@elbo/program";
import type { Named, NoiseKey, Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { twoSitesValues } from "../../model/fakes/two-sites.ts";

/** Two examples of the two-site model; the second has `weight`. */
export const twoExamples = (weight = 1): Named<tf.Tensor> => ({
  x: tf.tensor2d([0.5, -1, 2, 0], [2, 2]),
  weight: tf.tensor1d([1, weight]),
});

/** Runs a program of the two-site model eagerly. */
export const runTwoSites = (
  program: Program,
  inputs: Named<tf.Tensor>,
  key: Partial<NoiseKey> & { readonly knobs?: Named<number>; readonly training?: boolean } = {},
): Named<tf.Tensor> =>
  program(
    { ...twoSitesValues(), loss: {} } as never,
    inputs,
    eagerContext({ seed: 3n, training: false, ...key }).context,
  );

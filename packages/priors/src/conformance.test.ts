import { normalDiagonal } from "@elbo/distributions";
import { initialise } from "@elbo/program";
import type { Batch, Codebook, Context, Definition, Distribution, Field, Prior, Values, Wiring } from "@elbo/spec";
import { configChecks, densityChecks, describeConformance, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll } from "vitest";
import { z } from "zod";
import { codesUniformPrior } from "./codes/codes-uniform.ts";
import { mixturePrior } from "./gaussian/mixture.ts";
import { standardNormalPrior } from "./gaussian/standard-normal.ts";
import { gatedPixelCnnPrior } from "./pixel-cnn/gated-pixel-cnn.ts";
import { pixelCnnPrior } from "./pixel-cnn/pixel-cnn.ts";
import { transformerPrior } from "./transformer/transformer.ts";
import { vampPrior } from "./vamp/vamp.ts";

beforeAll(useCpu);

const x: Field = { shape: [3], dtype: "float32", support: "real" };
const continuous = { name: "z", shape: [2] };
const codes = { name: "z", shape: [2, 2, 1], codes: { size: 3, shape: [2, 2] } };
const codebook: Codebook = {
  size: 3,
  shape: [2, 2],
  lookup: (indices) => tf.expandDims(tf.cast(indices, "float32"), -1),
  indices: (value) => tf.cast(tf.round(tf.squeeze(value, [-1])), "int32"),
};
const encode = ({ x: input }: Batch): Record<string, Distribution> => {
  const rows = input as tf.Tensor2D;
  const mean = tf.matMul(rows, tf.tensor2d([0.5, -1, 2, 0.3, 1.5, -0.7], [3, 2]));
  const scale = tf.add(0.6, tf.square(tf.matMul(rows, tf.tensor2d([0.2, 0.1, 0.1, 0.3, 0.2, 0.2], [3, 2]))));
  return { z: normalDiagonal({ mean, scale, eventAxes: 1 }) };
};
/** `[batch, 2]` points, and `[batch, 2, 2, 1]` grids of codes. */
const points = (batch: number) => tf.slice(tf.reshape(tf.linspace(-1, 1.5, 10), [5, 2]), [0, 0], [batch, 2]);
const grids = (batch: number) =>
  tf.slice(tf.tensor([0, 1, 2, 1, 2, 2, 0, 1, 1, 0, 0, 2, 1, 1, 2, 0], [4, 2, 2, 1]), [0, 0, 0, 0], [batch, 2, 2, 1]);

const cases: readonly [Definition, Record<string, unknown>, (batch: number) => tf.Tensor, boolean][] = [
  [standardNormalPrior as Definition, {}, points, true],
  [mixturePrior as Definition, { components: 3 }, points, true],
  [vampPrior as Definition, { components: 4, weights: "learned" }, points, true],
  [codesUniformPrior as Definition, {}, grids, false],
  [
    pixelCnnPrior as Definition,
    { channels: 6, blocks: 1, activation: "softplus", kernels: { first: 3, block: 3 } },
    grids,
    false,
  ],
  [gatedPixelCnnPrior as Definition, { channels: 4, layers: 2, kernels: { first: 3 } }, grids, false],
  [transformerPrior as Definition, { width: 6, heads: 2, layers: 2 }, grids, false],
];

for (const [definition, config, values, dense] of cases) {
  const site = dense ? continuous : codes;
  const schema = definition.config(() => z.never());
  const wiring: Wiring = { fields: { x }, features: {}, latents: {}, outputs: {}, site, part: () => schema as never };
  const prior = definition.create(schema.parse({ kind: definition.kind, ...config }), wiring) as Prior;
  const given = fakeGiven({ encode, codebook });
  const at = (params: Values<Prior["params"]>, context: Context) => prior.distribution(params, given, context);
  describeConformance(definition.kind, [
    ...configChecks(definition, config),
    ...subjectChecks({
      params: prior.params,
      call: (params, batch, context) => ({ logProb: at(params, context).logProb?.(values(batch)) as tf.Tensor }),
      batchAxis: 0,
      random: false,
      gradientShare: 0.3, // masked weights
    }),
    ...(dense ? densityChecks((context) => at(initialise(prior.params, { seed: 3n }), context)) : []),
  ]);
}

import { normalDiagonal } from "@elbo/distributions";
import type { Batch, Definition, Latents, Named, Posterior, Shape, Transport } from "@elbo/spec";
import { configChecks, densityChecks, describeConformance, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll } from "vitest";
import { z } from "zod";
import { normalPrior } from "../fixtures/normal-prior.ts";
import { fakeWiring } from "../fixtures/wiring.ts";
import { binaryConcretePosterior } from "./posteriors/binary-concrete.ts";
import { deterministicPosterior } from "./posteriors/deterministic.ts";
import { finiteScalarPosterior } from "./posteriors/finite-scalar.ts";
import { fullCovariancePosterior } from "./posteriors/full-covariance.ts";
import { gaussianPosterior } from "./posteriors/gaussian.ts";
import { gumbelSoftmaxPosterior } from "./posteriors/gumbel-softmax.ts";
import { lowRankPosterior } from "./posteriors/low-rank.ts";
import { powerSphericalPosterior } from "./posteriors/power-spherical.ts";
import { residualVqPosterior } from "./posteriors/residual-vq.ts";
import { vonMisesFisherPosterior } from "./posteriors/von-mises-fisher.ts";
import { vqPosterior } from "./posteriors/vq.ts";
import { bottomUpLatents } from "./structures/bottom-up.ts";
import { singleLatents } from "./structures/single.ts";
import { topDownLatents } from "./structures/top-down.ts";
import { topDownGridsLatents } from "./structures/top-down-grids.ts";
import { hamiltonianTransport } from "./transports/hamiltonian.ts";
import { riemannianTransport } from "./transports/riemannian.ts";

beforeAll(useCpu);

const wiring = fakeWiring([normalPrior, gaussianPosterior, hamiltonianTransport] as never);
const made = <R>(definition: Definition, config: object): R =>
  definition.create(definition.config(() => z.any()).parse({ kind: definition.kind, ...config }), {
    ...wiring,
    fields: { x: { shape: [3], dtype: "float32", support: "real" } },
    site: { name: "z", shape: [2] },
  }) as R;

/** Fixed features; the first examples are the same in every batch size. */
const fixed = (shapes: Named<Shape>, batch: number): Named<tf.Tensor> =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => {
      const all = tf.sin(tf.add(i, tf.mul(1.7, tf.range(0, 4 * tf.util.sizeFromShape([...shape])))));
      return [name, tf.slice(tf.reshape(all, [4, ...shape]), [0, ...shape.map(() => 0)], [batch, ...shape])];
    }),
  );
const givenOf = (batch: number) =>
  fakeGiven({
    lead: [batch],
    logJoint: ({ z: value }) => tf.neg(tf.sum(tf.add(tf.square(value as tf.Tensor), tf.cos(value as tf.Tensor)), 2)),
  });

const posteriors: readonly [Definition, object][] = [
  [gaussianPosterior as Definition, { dimension: 2 }],
  [fullCovariancePosterior as Definition, { dimension: 3 }],
  [lowRankPosterior as Definition, { dimension: 3, rank: 2 }],
  [deterministicPosterior as Definition, { dimension: 3 }],
  [gumbelSoftmaxPosterior as Definition, { variables: 2, classes: 3 }],
  [gumbelSoftmaxPosterior as Definition, { variables: 2, classes: 3, density: "concrete" }],
  [binaryConcretePosterior as Definition, { variables: 3, straightThrough: true }],
  [binaryConcretePosterior as Definition, { variables: 3, density: "concrete" }],
  [vonMisesFisherPosterior as Definition, { dimension: 2 }],
  [powerSphericalPosterior as Definition, { dimension: 3 }],
  [finiteScalarPosterior as Definition, { positions: [3], levels: [5, 4] }],
  [residualVqPosterior as Definition, { shape: [3, 2], depth: 2, codes: 4 }],
  [residualVqPosterior as Definition, { shape: [3, 2], depth: 3, codes: 4, shared: true }],
  [vqPosterior as Definition, { shape: [3, 2], codes: 4 }],
];
for (const [definition, config] of posteriors) {
  const posterior = made<Posterior>(definition, config);
  describeConformance(definition.kind, [
    ...configChecks(definition, { ...config }),
    ...subjectChecks({
      params: posterior.params,
      call: (values, batch, context) => {
        const q = posterior.distribution(values, fixed(posterior.features, batch), givenOf(batch), context.at("q"));
        return { value: q.draw?.(1, context.at("draw")).value as tf.Tensor };
      },
      // Noise is drawn for [sample, batch, ...], so the first of a larger batch have the same: only the codes need none.
      batchAxis: 1,
      random: posterior.offers.includes("random"),
    }),
  ]);
}

describeConformance(
  "gaussian's density",
  densityChecks((context) => {
    const features = { mean: tf.tensor([[0.3, -1]]), "log-variance": tf.tensor([[0.4, -0.5]]) };
    return made<Posterior>(gaussianPosterior as Definition, { dimension: 2 }).distribution(
      {},
      features,
      givenOf(1),
      context,
    );
  }),
);

/** Means of whatever is encoded: its first two numbers. */
const encode = ({ x }: Batch) => {
  const mean = tf.slice(x as tf.Tensor, [0, 0], [(x as tf.Tensor).shape[0] as number, 2]);
  return { z: normalDiagonal({ mean, scale: tf.scalar(1), eventAxes: 1 }) };
};
const trajectories: readonly [Definition, object][] = [
  ...[{}, { tempering: 0.4 }, { perDimension: false }].map((config): [Definition, object] => [
    hamiltonianTransport as Definition,
    config,
  ]),
  ...[{ tempering: 0.4 }, { perDimension: false, steps: 1, iterations: 1 }].map((config): [Definition, object] => [
    riemannianTransport as Definition,
    { ...config, centroids: 3, hidden: [3], activation: "tanh", stepSize: 0.1, maxStepSize: 0.3 },
  ]),
];
for (const [definition, config] of trajectories) {
  const transport = made<Transport>(definition, config);
  describeConformance(`${definition.kind} ${JSON.stringify(config)}`, [
    ...configChecks(definition, { ...config }),
    ...subjectChecks({
      params: transport.params,
      call: (values, batch, context) => {
        const { mean } = fixed({ mean: [2] }, batch);
        const q = normalDiagonal({ mean: mean as tf.Tensor, scale: tf.scalar(0.7), eventAxes: 1 });
        const given = { ...givenOf(batch), encode };
        return { ...transport.move(values, q.draw(1, context.at("q")), {}, given, context.at("move")) };
      },
      batchAxis: 1,
      random: true,
    }),
  ]);
}

const structures: readonly [Definition, object][] = [
  [singleLatents as Definition, { posterior: { kind: "gaussian", dimension: 2, logVarianceRange: [-14, 6] } }],
  ...["precision", "concatenate"].map((combine): [Definition, object] => [
    topDownLatents as Definition,
    {
      sites: [
        { name: "a", dimension: 2 },
        { name: "b", dimension: 3 },
      ],
      widths: [4],
      activation: "tanh",
      combine,
    },
  ]),
  [
    bottomUpLatents as Definition,
    {
      sites: [
        { name: "a", dimension: 2 },
        { name: "b", dimension: 3 },
      ],
      widths: [4],
      activation: "tanh",
    },
  ],
  ...["precision", "concatenate", "residual"].map((combine): [Definition, object] => [
    topDownGridsLatents as Definition,
    {
      grids: [
        { size: [2, 2], latent: 1, channels: 2 },
        { size: [3, 3], latent: 1, channels: 2 },
      ],
      netBlocks: 0,
      activation: "tanh",
      combine,
    },
  ]),
];
for (const [definition, config] of structures) {
  const latents = made<Latents>(definition, config);
  describeConformance(`${definition.kind} ${JSON.stringify(config)}`, [
    ...configChecks(definition, { ...config }),
    ...subjectChecks({
      params: latents.params,
      call: (values, batch, context) => {
        const params = values as never;
        const features = fixed(latents.features, batch);
        const found: Record<string, tf.Tensor> = {};
        const shapes = Object.fromEntries(latents.sites.map(({ name, shape }) => [name, shape]));
        let state = latents.begin(params, givenOf(batch), context.at("begin"));
        for (const name of latents.inferred ?? Object.keys(shapes)) {
          const scope = context.at(name);
          const q = latents.posterior(params, name, state, features, givenOf(batch), scope.at("q"));
          const drawn = q.draw?.(1, scope.at("draw")).value as tf.Tensor;
          const value = tf.reshape(drawn, [1, batch, ...(shapes[name] as Shape)]);
          found[`${name}/value`] = value;
          state = latents.advance(params, name, state, value, scope.at("advance"));
        }
        const again = context.at("again");
        state = latents.begin(params, givenOf(batch), again.at("begin"));
        for (const { name } of latents.sites) {
          const scope = again.at(name);
          const value = found[`${name}/value`] as tf.Tensor;
          const p = latents.prior(params, name, state, givenOf(batch), scope.at("p"));
          found[`${name}/logP`] = p.logProb?.(value) as tf.Tensor;
          state = latents.advance(params, name, state, value, scope.at("advance"));
        }
        return { ...found, ...latents.handsOver?.values(params, state, context.at("handed-over")) };
      },
      batchAxis: 1,
      random: true,
    }),
  ]);
}

import { cpuEngine } from "@elbo/engine";
import { bindParams, eagerContext } from "@elbo/program";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { firstBatch, openTestModel, type TestModel } from "../conformance/open-models.ts";
import { compileRequest } from "../conformance/run-request.ts";
import { createModel, type InferringModel } from "../model/create-model.ts";
import type { ModelValues } from "../model/model-parts.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

const SIGMA = 2;
const SIDE = 8;
const PIXELS = SIDE * SIDE;
/** A site of one latent on a grid of one pixel, one of four on a grid of two: five numbers in all. */
const shapes = { "1x1-0": [1, 1, 1], "2x2-0": [2, 2, 1] };
const LATENTS = 5;
const linear = "linear";

/** Everything is affine, and variances of p do not depend on what stands above: x is Gaussian. */
const config = () => ({
  data: { kind: "idx", images: files.images, binarise: "none", test: 0.25 },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: SIGMA } },
  latents: {
    kind: "top-down-grids",
    grids: [
      { size: [1, 1], latent: 1, channels: 2 },
      { size: [2, 2], latent: 1, channels: 2 },
    ],
    activation: linear,
  },
  encoder: { kind: "residual", channels: [2, 2, 2], activation: linear },
  decoder: { kind: "conv", start: 2, layers: [{ channels: 2 }], activation: linear },
  loss: { kind: "elbo" },
  training: { steps: 1, batch: 2 },
});

async function open(): Promise<TestModel> {
  const model = await openTestModel(config());
  const spread = /^prior\/.*log-variance\/weight$/;
  const q = /^encoder\/(net\/spatial|posterior)\//; // near p, so that its draws do
  for (const { path, offset, size } of model.entries) {
    const by = spread.test(path) ? 0 : 1;
    const share = q.test(path) ? 0.02 : by;
    for (let i = offset; i < offset + size; i++) model.values[i] = share * (model.values[i] as number);
  }
  return model;
}

/** The five latents of each row, `[sample, batch, ...event]` by site. */
const sitesOf = (rows: readonly (readonly number[])[]): Named<tf.Tensor> => ({
  "1x1-0": tf.tensor(
    rows.map(([first]) => first as number),
    [rows.length, 1, ...shapes["1x1-0"]],
  ),
  "2x2-0": tf.tensor(
    rows.flatMap((row) => row.slice(1)),
    [rows.length, 1, ...shapes["2x2-0"]],
  ),
});

const unit = (i: number) => Array.from({ length: LATENTS }, (_, j) => (i === j ? 1 : 0));
const origin = unit(-1);

/** Mean of p(x|z) and of p of the lower site at rows of latents, and the lower site's variances. */
function probe(model: InferringModel, rows: readonly (readonly number[])[]) {
  const batch = { x: tf.zeros([1, SIDE, SIDE, 1]), weight: tf.ones([1]) };
  const { sites, likelihood } = model.score(batch, sitesOf(rows), eagerContext({ training: false }).context);
  const [, low] = sites as [unknown, (typeof sites)[number]];
  const { mean, scale } = low.p.parameters as { mean: tf.Tensor; scale: tf.Tensor };
  return {
    x: tf.reshape(likelihood.parameters.mean as tf.Tensor, [rows.length, PIXELS]),
    low: tf.reshape(mean, [rows.length, LATENTS - 1]),
    variances: tf.reshape(tf.slice(tf.square(scale), [0], [1]), [LATENTS - 1]),
  };
}

/** log N(x; mean, cov), by elimination in double precision. */
function logNormal(x: readonly number[], mean: readonly number[], covariance: readonly (readonly number[])[]): number {
  const rows = covariance.map((row, i) => [...row, (x[i] as number) - (mean[i] as number)]);
  const n = rows.length;
  let [square, logDet] = [0, 0];
  for (let i = 0; i < n; i++) {
    const pivot = rows[i] as number[];
    const [d, r] = [pivot[i] as number, pivot[n] as number];
    logDet += Math.log(d);
    square += (r * r) / d;
    for (let k = i + 1; k < n; k++) {
      const row = rows[k] as number[];
      const factor = (row[i] as number) / d;
      for (let j = i; j <= n; j++) row[j] = (row[j] as number) - factor * (pivot[j] as number);
    }
  }
  return -0.5 * (n * Math.log(2 * Math.PI) + logDet + square);
}

/** The moments of x, of its affine maps read off at the unit vectors: x = a + A z + noise, low = c + C top + noise. */
function momentsOfX(model: InferringModel) {
  const at = probe(model, [origin, ...Array.from({ length: LATENTS }, (_, i) => unit(i))]);
  const [x, low] = [at.x.arraySync() as number[][], at.low.arraySync() as number[][]];
  const [a, c] = [x[0] as number[], low[0] as number[]];
  const column = (i: number) => (x[i + 1] as number[]).map((v, pixel) => v - (a[pixel] as number));
  const slope = (low[1] as number[]).map((v, i) => v - (c[i] as number));
  const columns = Array.from({ length: LATENTS }, (_, i) => column(i));
  const mean = a.map((v, pixel) => v + c.reduce((sum, m, i) => sum + m * (columns[i + 1]?.[pixel] as number), 0));
  // The top moves x directly and through the lower site's mean.
  const top = a.map(
    (_, pixel) =>
      (columns[0]?.[pixel] as number) + slope.reduce((s, m, i) => s + m * (columns[i + 1]?.[pixel] as number), 0),
  );
  const variances = [...at.variances.dataSync()];
  const covariance = a.map((_, i) =>
    a.map(
      (_, j) =>
        (top[i] as number) * (top[j] as number) +
        variances.reduce((s, v, k) => s + v * (columns[k + 1]?.[i] as number) * (columns[k + 1]?.[j] as number), 0) +
        (i === j ? SIGMA * SIGMA : 0),
    ),
  );
  return { mean, covariance };
}

const bound = (model: TestModel) =>
  bindParams(model.assembled.tree, (path, { shape }) => {
    const { offset, size } = model.entries.find((entry) => entry.path === path) as TestModel["entries"][number];
    return tf.tensor(model.values.slice(offset, offset + size), [...shape]);
  }) as unknown as ModelValues;

it("a linear chain on two grids has the evidence of its Gaussian: by importance weights, and above every bound", async () => {
  const BATCH = 2;
  const SAMPLES = 4000;
  const opened = await open();
  const inputs = await firstBatch(opened.assembled.dataset, BATCH);
  const { mean, covariance } = tf.tidy(() => momentsOfX(createModel(opened.assembled.parts, bound(opened))));
  const run = async (request: Parameters<typeof compileRequest>[2]) => {
    const runner = await compileRequest(cpuEngine, opened, request);
    return (await runner.run(inputs)).outputs as Named<Numbers>;
  };
  const { weights } = await run(opened.assembled.importance(BATCH, SAMPLES));
  for (let row = 0; row < BATCH; row++) {
    const exact = logNormal([...(inputs.x as Numbers).slice(row * PIXELS, (row + 1) * PIXELS)], mean, covariance);
    const own = Array.from({ length: SAMPLES }, (_, k) => (weights as Numbers)[k * BATCH + row] as number);
    const ratios = own.map((w) => Math.exp(w - exact));
    const average = ratios.reduce((s, r) => s + r, 0) / SAMPLES;
    const error = Math.sqrt(ratios.reduce((s, r) => s + (r - average) ** 2, 0)) / SAMPLES;
    expect(error).toBeLessThan(0.2);
    expect(Math.abs(average - 1)).toBeLessThan(4 * error);
    const elbo = own.reduce((s, w) => s + w, 0) / SAMPLES;
    expect(elbo).toBeLessThan(exact);
  }
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuEngine } from "@elbo/engine";
import type { Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { firstBatch, openTestModel, registry, type TestModel } from "../conformance/open-models.ts";
import { runRequest } from "../conformance/run-request.ts";
import { createVae } from "../vae/create-vae.ts";

let folder: string;
beforeAll(useCpu);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-m2-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SIGMA = 0.7;
const BATCH = 4;
const SAMPLES = 4000;
const linear = { kind: "dense", hidden: [] };
const config = {
  data: { kind: "labelled-points" },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: SIGMA } },
  latents: { kind: "m2", dimension: 1, widths: [3], activation: "tanh" },
  decoder: linear,
  encoder: linear,
  loss: { kind: "semi-supervised" },
  training: { steps: 1, batch: BATCH },
};

/** log p(x) = log sum_y 1/3 N(x; V_y + b, W W' + sigma^2 I): linear in z given y, so exact. */
function exactEvidence({ entries, values }: TestModel, x: readonly number[]): number {
  const parameter = (end: string) => {
    const entry = entries.find(({ path }) => path.startsWith("decoder") && path.endsWith(end));
    return Array.from(values.subarray(entry?.offset, (entry?.offset ?? 0) + (entry?.size ?? 0)));
  };
  const [w, bias] = [parameter("mean/weight"), parameter("mean/bias")]; // rows: three classes, then z
  const [wa, wb] = w.slice(6) as [number, number];
  const [xx, xy, yy] = [wa * wa + SIGMA ** 2, wa * wb, wb * wb + SIGMA ** 2];
  const determinant = xx * yy - xy * xy;
  const densities = [0, 1, 2].map((k) => {
    const [a, b] = x.map((v, d) => v - (w[2 * k + d] as number) - (bias[d] as number)) as [number, number];
    const square = (a * a * yy - 2 * a * b * xy + b * b * xx) / determinant;
    return Math.exp(-0.5 * square) / (2 * Math.PI * Math.sqrt(determinant));
  });
  return Math.log(densities.reduce((sum, v) => sum + v / 3, 0));
}

it("the bound without the label stays below the exact log p(x), which importance sampling reaches", async () => {
  const model = await openTestModel(config);
  const inputs = await firstBatch(model.assembled.dataset, BATCH);
  const { outputs } = await runRequest(cpuEngine, model, model.assembled.importance(BATCH, SAMPLES), inputs);
  const exact = Array.from({ length: BATCH }, (_, row) =>
    exactEvidence(model, Array.from((inputs.x as Numbers).subarray(2 * row, 2 * row + 2))),
  );
  exact.forEach((truth, row) => {
    const ratios = Array.from({ length: SAMPLES }, (_, s) =>
      Math.exp((outputs.weights?.[s * BATCH + row] as number) - truth),
    );
    const mean = ratios.reduce((sum, v) => sum + v, 0) / SAMPLES;
    const error = Math.sqrt(ratios.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / SAMPLES;
    expect(Math.abs(mean - 1), `row ${row}: ${mean} +- ${error}`).toBeLessThan(5 * error + 1e-4);
    expect(error).toBeLessThan(0.3);
  });
  // U(x), averaged over many draws of z: the objective with no label known.
  const blind = { ...inputs, "label.known": new Float32Array(BATCH) };
  const request = model.assembled.objective("semi-supervised", BATCH);
  const draws = 200;
  let total = 0;
  for (let seed = 0; seed < draws; seed++) {
    const out = await runRequest(cpuEngine, model, request, blind, { seed: BigInt(seed) });
    total += out.outputs["term/unlabelled"]?.[0] as number;
  }
  const truth = exact.reduce((sum, v) => sum + v, 0) / BATCH;
  expect(-total / draws).toBeLessThan(truth);
});

it("learns classes of few labels, and evaluation tells its error", async () => {
  const net = { kind: "dense", hidden: [16], activation: "tanh" };
  const vae = await createVae(
    {
      ...config,
      engine: "onnx",
      latents: { kind: "m2", dimension: 1, widths: [16], activation: "tanh" },
      likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: 0.4 } },
      encoder: net,
      decoder: net,
      loss: { kind: "semi-supervised", alpha: 5 },
      training: { steps: 500, batch: 24, optimiser: { kind: "adam", rate: 0.01 } },
    },
    { registry },
  );
  const error = async () => (await vae.evaluate()).figures?.["classification-error"] as number;
  const before = await error();
  await vae.train({ root: folder });
  const after = await error();
  expect(after).toBeLessThan(Math.min(before, 0.35)); // neighbouring classes overlap a little
  await vae.close();
});

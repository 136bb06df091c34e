import { cpuEngine } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { firstBatch, openTestModel, type TestModel } from "../conformance/open-models.ts";
import { runRequest } from "../conformance/run-request.ts";

beforeAll(useCpu);

const SIGMA = 0.7;
const linear = { kind: "dense", hidden: [] };
const config = {
  data: { kind: "labelled-points" },
  condition: { field: "label" },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: SIGMA } },
  latents: {
    kind: "single",
    posterior: { kind: "gaussian", dimension: 1 },
    prior: { kind: "conditional", hidden: [] },
  },
  decoder: linear,
  encoder: linear,
  loss: { kind: "elbo" },
  training: { steps: 1, batch: 4 },
};
const SAMPLES = 4000;
const BATCH = 6;

/** A parameter whose path ends so. */
const parameter = ({ entries, values }: TestModel, group: string, end: string): number[] => {
  const entry = entries.find(({ path }) => path.startsWith(group) && path.endsWith(end));
  if (!entry) throw new Error(`no ${end} in ${entries.map(({ path }) => path).join(", ")}`);
  return Array.from(values.subarray(entry.offset, entry.offset + entry.size));
};

/** log N(x; W m + V + b, W s^2 W' + sigma^2 I) with the prior's m and s of the class: all linear, so exact. */
function exactEvidence(model: TestModel, x: readonly number[], label: number): number {
  const [w, bias] = [parameter(model, "decoder", "mean/weight"), parameter(model, "decoder", "mean/bias")];
  const at = (name: string) =>
    (parameter(model, "prior", `${name}/weight`)[label] as number) +
    (parameter(model, "prior", `${name}/bias`)[0] as number);
  const [mean, variance] = [at("mean"), Math.exp(7 * Math.tanh(at("log-variance") / 7))];
  const off = x.map((v, d) => v - ((w[d] as number) * mean + (w[2 * (1 + label) + d] as number) + (bias[d] as number)));
  const [a, b] = off as [number, number];
  const [wa, wb] = w as [number, number];
  const [xx, xy, yy] = [wa * wa * variance + SIGMA ** 2, wa * wb * variance, wb * wb * variance + SIGMA ** 2];
  const determinant = xx * yy - xy * xy;
  const square = (a * a * yy - 2 * a * b * xy + b * b * xx) / determinant;
  return -Math.log(2 * Math.PI) - 0.5 * (Math.log(determinant) + square);
}

it("the bound of a conditional model stays below its exact log p(x|c), which importance sampling reaches", async () => {
  const model = await openTestModel(config);
  const inputs = await firstBatch(model.assembled.dataset, BATCH);
  const other: Named<Numbers> = { ...inputs, label: Int32Array.from(inputs.label as Numbers, (v) => (v + 1) % 3) };
  for (const batch of [inputs, other]) {
    const { outputs } = await runRequest(cpuEngine, model, model.assembled.importance(BATCH, SAMPLES), batch);
    for (let row = 0; row < BATCH; row++) {
      const x = Array.from((batch.x as Numbers).subarray(2 * row, 2 * row + 2));
      const exact = exactEvidence(model, x, batch.label?.[row] as number);
      const logs = Array.from({ length: SAMPLES }, (_, s) => outputs.weights?.[s * BATCH + row] as number);
      const elbo = logs.reduce((sum, v) => sum + v, 0) / SAMPLES;
      const ratios = logs.map((v) => Math.exp(v - exact)); // mean 1
      const mean = ratios.reduce((sum, v) => sum + v, 0) / SAMPLES;
      const error = Math.sqrt(ratios.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / SAMPLES;
      expect(elbo).toBeLessThan(exact);
      expect(Math.abs(mean - 1), `row ${row}: ${mean} +- ${error}`).toBeLessThan(5 * error + 1e-4);
      expect(error).toBeLessThan(0.3);
    }
  }
});

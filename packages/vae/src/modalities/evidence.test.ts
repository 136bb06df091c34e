import { cpuEngine } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { firstBatch, openTestModel, type TestModel } from "../conformance/open-models.ts";
import { runRequest } from "../conformance/run-request.ts";

beforeAll(useCpu);

const SIGMA = 0.7;
const BATCH = 4;
const SAMPLES = 3000;
const of = (child: object) => ({ kind: "modalities", of: { x: child, label: child } });
const config = (combine: string) => ({
  data: { kind: "labelled-points" },
  likelihood: {
    kind: "modalities",
    of: { x: { kind: "gaussian", sigma: { kind: "fixed", value: SIGMA } }, label: { kind: "categorical" } },
  },
  latents: { kind: "single", posterior: { kind: "experts", modalities: ["x", "label"], dimension: 1, combine } },
  decoder: of({ kind: "dense", hidden: [] }),
  encoder: of({ kind: "dense", hidden: [] }),
  loss: { kind: "elbo" },
  training: { steps: 1, batch: BATCH },
});

const parameter = ({ entries, values }: TestModel, end: string): number[] => {
  const entry = entries.find(({ path }) => path.startsWith("decoder") && path.endsWith(end));
  if (!entry) throw new Error(`no ${end} in ${entries.map(({ path }) => path).join(", ")}`);
  return Array.from(values.subarray(entry.offset, entry.offset + entry.size));
};

/** log of the integral of N(z) N(x; a z + b, s^2) softmax(c z + d)_label over what is known, by the trapezium rule. */
function exactEvidence(model: TestModel, x: readonly number[], label: number, known: { x: number; label: number }) {
  const [a, b] = [parameter(model, "x/heads/mean/weight"), parameter(model, "x/heads/mean/bias")];
  const [c, d] = [parameter(model, "label/heads/logits/weight"), parameter(model, "label/heads/logits/bias")];
  const step = 0.005;
  let total = 0;
  for (let z = -9; z <= 9; z += step) {
    let log = -0.5 * (z * z + Math.log(2 * Math.PI));
    if (known.x) {
      for (const i of [0, 1]) {
        const u = ((x[i] as number) - (a[i] as number) * z - (b[i] as number)) / SIGMA;
        log -= 0.5 * u * u + Math.log(SIGMA) + 0.5 * Math.log(2 * Math.PI);
      }
    }
    if (known.label) {
      const logits = c.map((slope, k) => slope * z + (d[k] as number));
      log += (logits[label] as number) - Math.log(logits.reduce((sum, v) => sum + Math.exp(v), 0));
    }
    total += Math.exp(log) * step;
  }
  return Math.log(total);
}

describe.each(["product", "mixture", "mixture-of-products"])("a %s of experts", (combine) => {
  it("bounds the exact evidence of whatever modalities are known, and importance sampling reaches it", async () => {
    const model = await openTestModel(config(combine));
    const { x: points, label, ...rest } = await firstBatch(model.assembled.dataset, BATCH);
    // All of both, x alone, the label alone, nothing.
    const known = { x: Float32Array.of(1, 1, 0, 0), label: Float32Array.of(1, 0, 1, 0) };
    const inputs = { ...rest, x: points, label, "x.known": known.x, "label.known": known.label } as Named<Numbers>;
    const { outputs } = await runRequest(cpuEngine, model, model.assembled.importance(BATCH, SAMPLES), inputs);
    for (let row = 0; row < BATCH; row++) {
      const given = { x: known.x[row] as number, label: known.label[row] as number };
      const x = Array.from((points as Numbers).subarray(2 * row, 2 * row + 2));
      const exact = exactEvidence(model, x, label?.[row] as number, given);
      const logs = Array.from({ length: SAMPLES }, (_, s) => outputs.weights?.[s * BATCH + row] as number);
      const elbo = logs.reduce((sum, v) => sum + v, 0) / SAMPLES;
      const ratios = logs.map((v) => Math.exp(v - exact)); // mean 1
      const mean = ratios.reduce((sum, v) => sum + v, 0) / SAMPLES;
      const error = Math.sqrt(ratios.reduce((sum, v) => sum + (v - mean) ** 2, 0)) / SAMPLES;
      expect(elbo).toBeLessThan(exact + 1e-5);
      expect(Math.abs(mean - 1), `row ${row}: ${mean} +- ${error}`).toBeLessThan(5 * error + 1e-4);
      expect(error).toBeLessThan(0.3);
    }
  });
});

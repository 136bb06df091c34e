import { cpuEngine } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { firstBatch, openTestModel, type TestModel } from "../conformance/open-models.ts";
import { compileRequest } from "../conformance/run-request.ts";

beforeAll(useCpu);

const SIGMA = 0.5;
const linear = { kind: "dense", hidden: [], activation: "linear" };

/** Three latents in a chain, everything affine, variances that depend on nothing: x and all latents are one Gaussian. */
const config = (loss: object) => ({
  data: { kind: "linear-gaussian" },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: SIGMA } },
  latents: { kind: "bottom-up", sites: ["z3", "z2", "z1"].map((name) => ({ name, dimension: 1 })), widths: [] },
  decoder: linear,
  encoder: linear,
  loss,
  training: { steps: 1, batch: 4 },
});

/** z ~ N(slope z' + shift, variance) of a neighbour z'. */
interface Step {
  readonly slope: number;
  readonly shift: number;
  readonly variance: number;
}
interface Moments {
  readonly mean: number;
  readonly variance: number;
}

const entryOf = (model: TestModel, path: string) => {
  const found = model.entries.find((entry) => entry.path === path);
  if (found === undefined) throw new Error(`no parameter ${path}`);
  return found;
};
const read = (model: TestModel, path: string): number[] => {
  const { offset, size } = entryOf(model, path);
  return [...model.values.subarray(offset, offset + size)];
};
const write = (model: TestModel, path: string, values: readonly number[]) =>
  model.values.set(values, entryOf(model, path).offset);

const stepOf = (model: TestModel, net: string): Step => ({
  slope: read(model, `${net}/heads/mean/weight`)[0] as number,
  shift: read(model, `${net}/heads/mean/bias`)[0] as number,
  variance: Math.exp(read(model, `${net}/heads/log-variance/bias`)[0] as number),
});
const after = ({ mean, variance }: Moments, step: Step): Moments => ({
  mean: step.slope * mean + step.shift,
  variance: step.slope ** 2 * variance + step.variance,
});
/** What z' is given z, where z' ~ `before` and z follows it by `step`. */
const back = (before: Moments, step: Step): Step => {
  const variance = 1 / (1 / before.variance + step.slope ** 2 / step.variance);
  return {
    slope: (variance * step.slope) / step.variance,
    shift: variance * (before.mean / before.variance - (step.slope * step.shift) / step.variance),
    variance,
  };
};
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);

/** KL(N(mean, variance) || N(other)), where the means differ by a Gaussian of these moments; nats. */
const klOf = (variance: number, other: number, gap: Moments) =>
  0.5 * (variance / other + (gap.mean ** 2 + gap.variance) / other - 1 + Math.log(other / variance));

/** The chain's exact laws, as its parameters have them now. */
function exactOf(model: TestModel, x: readonly number[]) {
  const [two, one] = [stepOf(model, "prior/z2"), stepOf(model, "prior/z1")];
  const [gain, offset] = [read(model, "decoder/net/heads/mean/weight"), read(model, "decoder/net/heads/mean/bias")];
  const three = { mean: 0, variance: 1 };
  const second = after(three, two);
  const first = after(second, one);
  const noise = SIGMA ** 2;
  const centred = x.map((v, i) => v - (offset[i] as number));
  const variance = 1 / (1 / first.variance + dot(gain, gain) / noise);
  const residual = centred.map((v, i) => v - first.mean * (gain[i] as number));
  const spread = noise + first.variance * dot(gain, gain);
  const square = (dot(residual, residual) - (first.variance * dot(residual, gain) ** 2) / spread) / noise;
  const logDet = (x.length - 1) * Math.log(noise) + Math.log(spread);
  return {
    evidence: -0.5 * (x.length * Math.log(2 * Math.PI) + logDet + square),
    /** p(z1|x), p(z2|z1), p(z3|z2). */
    first: {
      weight: gain.map((g) => (variance * g) / noise),
      bias: variance * (first.mean / first.variance - dot(gain, offset) / noise),
      variance,
    },
    second: back(second, one),
    third: back(three, two),
  };
}

/** A model whose variances depend on nothing. */
async function open(loss: object = { kind: "elbo" }) {
  const model = await openTestModel(config(loss));
  for (const { path, size } of model.entries)
    if (path.endsWith("log-variance/weight")) write(model, path, new Array(size).fill(0));
  const { x } = await firstBatch(model.assembled.dataset, 1);
  return { model, x: [...(x as Numbers)] };
}

/** q of every site as what it is by Bayes' rule. */
function makeExact(model: TestModel, { first, second, third }: ReturnType<typeof exactOf>): void {
  write(model, "encoder/net/heads/z1.mean/weight", first.weight);
  write(model, "encoder/net/heads/z1.mean/bias", [first.bias]);
  write(model, "encoder/net/heads/z1.log-variance/bias", [Math.log(first.variance)]);
  for (const [site, { slope, shift, variance }] of Object.entries({ z2: second, z3: third })) {
    write(model, `encoder/posterior/${site}/heads/mean/weight`, [slope]);
    write(model, `encoder/posterior/${site}/heads/mean/bias`, [shift]);
    write(model, `encoder/posterior/${site}/heads/log-variance/bias`, [Math.log(variance)]);
  }
}

/** KL(q(z|x) || p(z|x)) of the whole chain: each site's, on average over the draws below it. */
function gapOf(model: TestModel, x: readonly number[], exact: ReturnType<typeof exactOf>): number {
  const own = {
    mean:
      dot(read(model, "encoder/net/heads/z1.mean/weight"), x) +
      (read(model, "encoder/net/heads/z1.mean/bias")[0] as number),
    variance: Math.exp(read(model, "encoder/net/heads/z1.log-variance/bias")[0] as number),
  };
  let gap = klOf(own.variance, exact.first.variance, {
    mean: own.mean - dot(exact.first.weight, x) - exact.first.bias,
    variance: 0,
  });
  let below: Moments = own;
  for (const [site, truth] of Object.entries({ z2: exact.second, z3: exact.third })) {
    const q = stepOf(model, `encoder/posterior/${site}`);
    const apart = { slope: q.slope - truth.slope, shift: q.shift - truth.shift, variance: 0 };
    gap += klOf(q.variance, truth.variance, after(below, apart));
    below = after(below, q);
  }
  return gap;
}

const run = async (model: TestModel, request: Parameters<typeof compileRequest>[2], inputs: Named<Numbers>) => {
  const runner = await compileRequest(cpuEngine, model, request);
  const { outputs } = await runner.run(inputs);
  runner.dispose();
  return outputs;
};

/** Mean and standard error. */
function average(numbers: Numbers) {
  const values = [...numbers];
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(square / values.length) };
}

describe("a linear chain inferred from the bottom up", () => {
  it("has importance weights that all equal the evidence where q is Bayes' rule", async () => {
    const { model, x } = await open();
    const exact = exactOf(model, x);
    makeExact(model, exact);
    const inputs = { x: Float32Array.from(x), weight: Float32Array.of(1) };
    const { weights = [] } = await run(model, model.assembled.importance(1, 20), inputs);
    expect(weights).toHaveLength(20);
    for (const weight of weights)
      expect(Math.abs(weight - exact.evidence)).toBeLessThan(1e-4 * Math.abs(exact.evidence));
  });

  it("has a bound below the evidence by the exact KL divergence: evaluation, and the loss that trains", async () => {
    const ROWS = 6000;
    const { model, x } = await open();
    const exact = exactOf(model, x);
    makeExact(model, exact);
    // Away from Bayes' rule, in mean, slope and spread.
    const move = (path: string, by: number) => write(model, path, [(read(model, path)[0] as number) + by]);
    move("encoder/net/heads/z1.mean/bias", 0.1);
    move("encoder/posterior/z2/heads/mean/weight", 0.3);
    move("encoder/posterior/z2/heads/log-variance/bias", 0.4);
    move("encoder/posterior/z3/heads/mean/bias", -0.3);
    move("encoder/posterior/z3/heads/log-variance/bias", -0.5);
    const gap = gapOf(model, x, exact);
    expect(gap).toBeGreaterThan(0.1);
    const bound = exact.evidence - gap;
    const inputs = {
      x: Float32Array.from({ length: ROWS * x.length }, (_, i) => x[i % x.length] as number),
      weight: new Float32Array(ROWS).fill(1),
    };
    const { elbo = new Float32Array() } = await run(model, model.assembled.evaluation(ROWS), inputs);
    const found = average(elbo);
    expect(found.error).toBeLessThan(0.05);
    expect(Math.abs(found.mean - bound)).toBeLessThan(4 * found.error);
    const trained = await run(model, model.assembled.objective("elbo", ROWS), inputs);
    expect(Math.abs((trained.objective?.[0] as number) + bound)).toBeLessThan(4 * found.error);
    const shares = ["z3", "z2", "z1"].map((name) => trained[`term/kl/${name}`]?.[0] as number);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(trained["term/kl"]?.[0] as number, 4);
  });
});

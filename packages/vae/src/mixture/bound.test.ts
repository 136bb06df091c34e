import { cpuEngine } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../session/session.ts";
import { drawExample, exactMixture, exactValues, mixtureConfig, openMixture, SIZE } from "./fakes/exact-mixture.ts";

beforeAll(useCpu);

const ROWS = 6;
const normals = new Float32Array(ROWS * 8);
fillNoise(normals, { law: "normal" }, { seed: 3n, step: 0, path: "mixture/rows" });
const rows = Array.from({ length: ROWS }, (_, row) => drawExample(normals.subarray(8 * row, 8 * row + 8)));
const inputs = { x: Float32Array.from(rows.flat()), weight: new Float32Array(ROWS).fill(1) };
const exact = rows.map((x) => exactMixture(x));
const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const evidence = mean(exact.map((one) => one.evidence));

const pick = (values: Record<string, readonly number[]>, part: string) =>
  Object.fromEntries(Object.entries(values).filter(([path]) => path.includes(part)));

/** A posterior that is off: less sure of the component, too wide, and shifted. */
const wrong = () => {
  const values = exactValues({ sure: 0.5, wider: 0.6 });
  return { ...values, "encoder/posterior/z/heads/mean/bias": [0.2, -0.1] };
};
/** Hardly tells the components apart, so that relaxed draws lie far from the corners. */
const unsure = pick(exactValues({ sure: 0.1 }), "s.logits");
const objective = async (session: Session, name: string, seed = 5n) => {
  const out = await session.run(name, () => session.assembled.objective(name, ROWS), inputs, { seed, step: 1 });
  return (out.objective as Numbers)[0] as number;
};
const opened = (loss: object, component: object = {}, values = wrong()) =>
  openMixture(cpuEngine, { config: mixtureConfig({ loss }, component), values });

describe("a mixture of linear Gaussians, whose evidence and responsibilities are known", () => {
  it("has rows of both components", () => {
    const first = exact.map(({ responsibilities }) => responsibilities[0] as number);
    expect(Math.min(...first)).toBeLessThan(0.1);
    expect(Math.max(...first)).toBeGreaterThan(0.9);
  });

  it("under the exact posterior every weight is p(x), and both bounds are the evidence", async () => {
    const session = await openMixture(cpuEngine, { config: mixtureConfig({ loss: { kind: "summed", samples: 2 } }) });
    const request = () => session.assembled.importance(ROWS, 50);
    const { weights } = await session.run("importance", request, inputs, { seed: 1n, step: 0 });
    for (const [at, log] of (weights as Float32Array).entries()) {
      expect(Math.abs(log - (exact[at % ROWS]?.evidence as number))).toBeLessThan(1e-4);
    }
    expect(Math.abs((await objective(session, "summed")) + evidence)).toBeLessThan(1e-4);
  });

  it("under another posterior the weights' mean is still p(x), and bounds lie below, the tighter the more draws", async () => {
    const session = await opened({ kind: "summed", samples: 20 });
    const SAMPLES = 4000;
    const request = () => session.assembled.importance(ROWS, SAMPLES);
    const { weights } = await session.run("importance", request, inputs, { seed: 1n, step: 0 });
    exact.forEach((one, row) => {
      const ratios = Array.from({ length: SAMPLES }, (_, s) =>
        Math.exp(((weights as Numbers)[s * ROWS + row] as number) - one.evidence),
      );
      const average = mean(ratios);
      const error = Math.sqrt(mean(ratios.map((v) => (v - average) ** 2)) / SAMPLES);
      expect(Math.abs(average - 1), `row ${row}`).toBeLessThan(4 * error);
    });
    const seeds = Array.from({ length: 20 }, (_, i) => BigInt(i));
    const average = async (one: Session) =>
      mean(await Promise.all(seeds.map((seed) => objective(one, "summed", seed))));
    const [many, once] = [-(await average(session)), -(await average(await opened({ kind: "summed" })))];
    expect(once).toBeLessThan(many - 0.05);
    expect(many).toBeLessThan(evidence);
  });

  it("the bound of relaxed draws becomes the exact sum as the temperature falls, and by straight-through draws is it", async () => {
    const [copies, seeds] = [300, [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]];
    const batch = ROWS * copies; // every row many times, with noise of its own
    const many = {
      x: Float32Array.from({ length: batch * SIZE }, (_, at) => inputs.x[at % inputs.x.length] as number),
      weight: new Float32Array(batch).fill(1),
    };
    const bound = async (loss: string, component: object = {}) => {
      const session = await opened({ kind: loss }, component, { ...wrong(), ...unsure });
      const request = () => session.assembled.objective(loss, batch);
      const run = (seed: bigint) => session.run(loss, request, many, { seed, step: 1 });
      const found = (await Promise.all(seeds.map(run))).map(({ objective }) => (objective as Numbers)[0] as number);
      const square = mean(found.map((v) => (v - mean(found)) ** 2));
      return { value: mean(found), error: Math.sqrt(square / (found.length - 1)) };
    };
    const sum = await bound("summed");
    const gap = async (component: object) => {
      const drawn = await bound("elbo", component);
      return { gap: Math.abs(drawn.value - sum.value), error: Math.hypot(drawn.error, sum.error) };
    };
    const warm = await gap({ temperature: 1 });
    const cool = await gap({ temperature: 0.05 });
    expect(warm.gap).toBeGreaterThan(8 * warm.error);
    expect(cool.gap).toBeLessThan(warm.gap / 2);
    for (const component of [{ temperature: 0.005 }, { temperature: 1, straightThrough: true }]) {
      const none = await gap(component);
      expect(none.gap, JSON.stringify(component)).toBeLessThan(4 * none.error);
    }
  });
});

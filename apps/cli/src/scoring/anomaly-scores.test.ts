import type { Vae } from "@elbo/vae";
import { expect, it } from "vitest";
import { anomalyScores, scoreCsv, scoreNames, surpriseOf, typicalSurprise } from "./anomaly-scores.ts";

/** A model whose NLLs are given, of pictures of 4 x 4 grey pixels. */
const model = (nll: readonly number[]) =>
  ({
    dataset: { fields: { x: { shape: [4, 4, 1], dtype: "float32", support: "unit" } } },
    score: async () => ({ negativeElbo: Float64Array.from(nll, (v) => v + 1), nll: Float64Array.from(nll) }),
  }) as unknown as Vae;

const how = { importance: 10, seed: 1n, signal: new AbortController().signal };
const x = Float32Array.from({ length: 32 }, (_, i) => (i < 16 ? 0.5 : ((i * 37) % 256) / 255));

it("typicality is the distance from what is usual, the ratio that to the background, complexity takes off the PNG", async () => {
  const vae = model([10, 30]);
  const surprise = await surpriseOf(vae, { x }, how);
  const entropy = typicalSurprise(surprise);
  expect(entropy).toBe(20);
  const scores = await anomalyScores(vae, { x }, surprise, { ...how, entropy, background: model([4, 40]) });
  expect(Object.keys(scores)).toEqual(["negativeElbo", "nll", "typicality", "complexity", "ratio"]);
  expect(scoreNames(vae, { importance: 10, background: true })).toEqual(Object.keys(scores));
  expect([...(scores.typicality as Float64Array)]).toEqual([10, 10]);
  expect([...(scores.ratio as Float64Array)]).toEqual([6, -10]);
  const off = (i: number) => (scores.nll?.[i] as number) - (scores.complexity?.[i] as number);
  expect(off(1)).toBeGreaterThan(off(0));
  const without = await anomalyScores(vae, { x }, surprise, { ...how, entropy, importance: 0 });
  expect(Object.keys(without)).toEqual(["negativeElbo", "typicality", "complexity"]);
  expect(scoreNames(vae, { importance: 0, background: false })).toEqual(Object.keys(without));
});

it("a table has a row an example, names quoted where they must be", () => {
  const columns = { nll: Float64Array.of(1, 2.5) };
  expect(scoreCsv(["a.png", 'b,"c".png'], columns, [false, true])).toBe(
    'example,nll,anomaly\na.png,1.0000,0\n"b,""c"".png",2.5000,1\n',
  );
});

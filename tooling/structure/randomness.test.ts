import { afterAll, describe, expect, it } from "vitest";
import { openLint } from "./lint.ts";

const { refusedLines, close } = openLint();
afterAll(close);

const refused = (source: readonly string[], path?: string) => refusedLines(/Hidden randomness/, source, path);

describe("hidden randomness", () => {
  it("is refused in every form that tfjs offers, once each", () => {
    const calls = [
      "tf.randomNormal([2, 3])",
      "tf.randomStandardNormal([2], 'float32', 1)",
      "tf.randomUniform([2], 0, 1)",
      "tf.randomUniformInt([2], 0, 9)",
      "tf.truncatedNormal([2])",
      "tf.randomGamma([2], 1)",
      "tf.rand([2], next)",
      "tf.multinomial(logits, 2)",
      "tf.dropout(x, 0.5)",
      "Math.random()",
    ];
    const source = calls.map((call, index) => `export const a${index} = ${call};`);
    expect(refused(source)).toEqual(calls.map((_call, index) => index + 1));
  });

  it("is refused as a named import", () => {
    expect(
      refused(['import { randomNormal } from "@tensorflow/tfjs-core";', "export const a = randomNormal;"]),
    ).toEqual([1]);
  });

  it("is allowed outside of packages and apps, and the context's noise inside", () => {
    expect(refused(["export const a = Math.random();"], "tooling/peers/peer.mjs")).toEqual([]);
    expect(refused(["export const a = (c) => c.noise('z', [2], { law: 'normal' });"])).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { eagerContext, initialise } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createMixture } from "./gaussian/mixture.ts";

beforeAll(useCpu);

it("runs the README's example", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const body = example.replaceAll(/^import .*\n/gm, "");
  const run = new Function("tf", "createMixture", "eagerContext", "initialise", `${body}; return { value, logProb };`);
  const { value, logProb } = run(tf, createMixture, eagerContext, initialise) as Record<"value" | "logProb", tf.Tensor>;
  expect([value.shape, logProb.shape]).toEqual([[5, 20], [5]]);
  expect(Array.from(logProb.dataSync()).every(Number.isFinite)).toBe(true);
});

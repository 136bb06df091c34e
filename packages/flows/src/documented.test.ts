import { readFileSync } from "node:fs";
import { standardNormal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import type * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { composeFlows } from "./compose.ts";
import { affine } from "./elementwise/affine.ts";
import { coupling } from "./nets/coupling.ts";
import { pushforward } from "./pushforward.ts";

beforeAll(useCpu);

it("runs the README's example", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const names = { affine, composeFlows, coupling, pushforward, standardNormal, eagerContext, initialise };
  const body = `${example.replaceAll(/^import .*\n/gm, "")}; return { value, logProb };`;
  const run = new Function(...Object.keys(names), body);
  const { value, logProb } = run(...Object.values(names)) as Record<"value" | "logProb", tf.Tensor>;
  expect([value.shape, logProb.shape]).toEqual([[5, 4], [5]]);
  expect(Array.from(logProb.dataSync()).every(Number.isFinite)).toBe(true);
});

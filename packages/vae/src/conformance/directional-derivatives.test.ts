import type { ArenaEntry } from "@elbo/spec";
import { expect, it } from "vitest";
import { directionalDerivatives } from "./directional-derivatives.ts";

const entry = (path: string, group: string, offset: number): ArenaEntry => ({
  ...{ path, group, offset, size: 3, shape: [3], state: false },
});
const entries = [entry("encoder/a", "encoder", 0), entry("decoder/b", "decoder", 3)];
const values = Float32Array.of(0.3, -0.2, 0.5, 1, 1, 1);

/** f = sum of sin(i x_i), of all six numbers. */
const f = async (x: Float32Array) => Array.from(x).reduce((sum, v, i) => sum + Math.sin((i + 1) * v), 0);
const slopes = [0, 1, 2].map((i) => (i + 1) * Math.cos((i + 1) * (values[i] as number)));
const judge = async (gradient: readonly number[]) => {
  const gradients = { "encoder/a": Float32Array.from(gradient), "decoder/b": Float32Array.of(0, 0, 0) };
  const found = await directionalDerivatives(f, { values, entries, gradients, group: "encoder" });
  return Math.max(...found.map(({ error }) => error));
};

it("agrees with the derivative, and moves no other group", async () => {
  expect(await judge(slopes)).toBeLessThan(1e-4);
});

it("notices an entry of the wrong sign, one left at 0, and a factor of one hundredth", async () => {
  const [a, b, c] = slopes as [number, number, number];
  expect(await judge([a, -b, c])).toBeGreaterThan(1e-2);
  expect(await judge([a, 0, c])).toBeGreaterThan(1e-2);
  expect(await judge([1.01 * a, 1.01 * b, 1.01 * c])).toBeGreaterThan(5e-3);
});

import { expect, it } from "vitest";
import { firstDifference } from "./first-difference.ts";

const config = { data: { kind: "rings" }, loss: { kind: "elbo", weights: [1, { beta: 2 }] } };

it("finds nothing in equal values, whatever the order of keys", () => {
  const { data, loss } = config;
  expect(firstDifference(config, { loss, data })).toBeUndefined();
});

it("names the first path that differs, missing keys and list items included", () => {
  const changed = { ...config, loss: { kind: "elbo", weights: [1, { beta: 3 }] } };
  expect(firstDifference(config, changed)).toEqual({ path: "loss.weights.1.beta", first: 2, second: 3 });
  expect(firstDifference(config, { data: config.data })).toMatchObject({ path: "loss", second: undefined });
  expect(firstDifference({ a: [1] }, { a: [1, 2] })).toEqual({ path: "a.1", first: undefined, second: 2 });
  expect(firstDifference({ a: [] }, { a: {} })).toMatchObject({ path: "a" });
});

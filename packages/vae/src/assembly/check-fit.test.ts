import { ConfigError, type Dataset, type Field, type Likelihood } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { checkReads, checkSupport } from "./check-fit.ts";

const data = (support: Field["support"], more: Record<string, Field> = {}): Dataset => ({
  name: "made-up",
  fields: { x: { shape: [4], dtype: "float32", support }, ...more },
  splits: {} as Dataset["splits"],
});
const takes = (...supports: Field["support"][]) => ({ supports }) as unknown as Likelihood;

describe("checkSupport", () => {
  it("accepts data that the likelihood describes", () => {
    expect(() => checkSupport(data("binary"), takes("real", "binary"), "gaussian")).not.toThrow();
  });
  it.each([
    ["unit", /Binarise the pixels/],
    ["tokens", /likelihood.kind: categorical/],
    ["real", /likelihood.kind: gaussian/],
  ] as const)("refuses %s data with a way out", (support, remedy) => {
    const check = () => checkSupport(data(support), takes("binary"), "bernoulli");
    expect(check).toThrow(ConfigError);
    expect(check).toThrow(remedy);
    expect(check).toThrow(`data that is binary, got made-up: ${support}`);
  });
});

it("checkReads wants every field that a part reads", () => {
  const dataset = data("real", { label: { shape: [], dtype: "int32", support: "category" } });
  expect(() => checkReads(dataset, { prior: { params: {}, reads: ["label"] }, decoder: { params: {} } })).not.toThrow();
  expect(() => checkReads(dataset, { prior: { params: {}, reads: ["exemplars"] } })).toThrow(
    'config prior: the prior reads the field "exemplars": expected one of x, label, got made-up without it.',
  );
});

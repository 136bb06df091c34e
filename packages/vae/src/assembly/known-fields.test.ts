import type { Dataset, Split } from "@elbo/spec";
import { expect, it } from "vitest";
import { withKnownFields } from "./known-fields.ts";

const split: Split = {
  length: 2,
  read: async (indices, into) => {
    for (const values of Object.values(into)) values.set(indices);
  },
};
const x = { shape: [], dtype: "float32", support: "real" } as const;
const dataset = {
  name: "made-up",
  fields: { x, label: x, "label.known": x },
  splits: { train: split, test: split },
} satisfies Dataset;

it("adds what the data do not say, and leaves what they say", async () => {
  const { fields, splits } = withKnownFields(dataset, ["x", "label"]);
  expect(Object.keys(fields)).toEqual(["x", "label", "label.known", "x.known"]);
  const into = { x: new Float32Array(2), "label.known": new Float32Array(2), "x.known": new Float32Array(2) };
  await splits.train.read(Int32Array.of(3, 0), into);
  expect([...into.x, ...into["label.known"], ...into["x.known"]]).toEqual([3, 0, 3, 0, 1, 1]);
  await splits.test.read(Int32Array.of(3, 0), { x: into.x });
});

it("leaves a model of one field alone", () => {
  expect(withKnownFields(dataset)).toBe(dataset);
  expect(withKnownFields(dataset, ["x"])).toBe(dataset);
});

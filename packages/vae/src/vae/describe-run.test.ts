import { afterEach, expect, it } from "vitest";
import { describeRun } from "./describe-run.ts";

const before = process.env.ELBO_THREADS;
afterEach(() => {
  if (before === undefined) delete process.env.ELBO_THREADS;
  else process.env.ELBO_THREADS = before;
});

it("says seed, engine and versions; threads and parts only when they are given", () => {
  delete process.env.ELBO_THREADS;
  const facts = describeRun(7, "onnx", []);
  expect(facts).toMatchObject({ seed: 7, engine: "onnx", versions: { node: process.versions.node } });
  expect(facts.versions.tfjs).toMatch(/^\d+\.\d+/);
  expect(Object.keys(facts)).toEqual(["seed", "engine", "versions"]);
});

it("records threads and the hashes of a user's files", () => {
  process.env.ELBO_THREADS = "2";
  const facts = describeRun(1, "cpu", [{ file: "mine.ts", hash: "abc" }]);
  expect([facts.threads, facts.parts]).toEqual([2, { "mine.ts": "abc" }]);
});

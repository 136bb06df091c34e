import { expect, it } from "vitest";
import { describeRun } from "./describe-run.ts";

it("says seed, engine and versions; threads and parts only where there are any", () => {
  const facts = describeRun(7, { name: "cpu" }, []);
  expect(facts).toMatchObject({ seed: 7, engine: "cpu", versions: { node: process.versions.node } });
  expect(facts.versions.tfjs).toMatch(/^\d+\.\d+/);
  expect(Object.keys(facts)).toEqual(["seed", "engine", "versions"]);
});

it("records threads and the hashes of a user's files", () => {
  const facts = describeRun(1, { name: "onnx", threads: 2 }, [{ file: "mine.ts", hash: "abc" }]);
  expect([facts.engine, facts.threads, facts.parts]).toEqual(["onnx", 2, { "mine.ts": "abc" }]);
});

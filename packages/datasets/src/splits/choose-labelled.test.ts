import { DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { chooseLabelled } from "./choose-labelled.ts";

const labels = Int32Array.from({ length: 90 }, (_, i) => i % 3);
const rows = Int32Array.from({ length: 60 }, (_, i) => i + 30);
const choose = (count: number, seed = 1) => chooseLabelled(labels, rows, { count, categories: 3, seed, where: "here" });
const counts = (chosen: Uint8Array) =>
  [0, 1, 2].map((kind) => chosen.reduce((sum, v, i) => sum + (labels[i] === kind ? v : 0), 0));

describe("chooseLabelled", () => {
  it("takes as many of each class, of the given rows alone", () => {
    expect(counts(choose(12))).toEqual([4, 4, 4]);
    expect(counts(choose(11))).toEqual([4, 4, 3]);
    expect(choose(12).slice(0, 30).some(Boolean)).toBe(false);
  });
  it("depends on the seed alone", () => {
    expect([...choose(12)]).toEqual([...choose(12)]);
    expect([...choose(12, 2)]).not.toEqual([...choose(12)]);
  });
  it("refuses more than a class has", () => {
    expect(() => choose(66)).toThrow(DataError);
    expect(() => choose(66)).toThrow(/class 0.*expected 22 of each class, got 20/);
  });
});

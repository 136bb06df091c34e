import { CheckpointError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { restoreArena, tensorsOfArena } from "./arena-tensors.ts";
import { fakeArena } from "./fakes/fake-arena.ts";

describe("arena and tensors", () => {
  it("moves parameters, state and slots across, padding aside", () => {
    const [from, to] = [fakeArena(["m", "average"], 1), fakeArena(["average", "m"])];
    const tensors = tensorsOfArena(from);
    expect([...tensors.keys()]).toEqual(["encoder/w", "encoder/mean", "slot/m/encoder/w", "slot/average/encoder/w"]);
    restoreArena(to, tensors, { file: "x" });
    expect([...to.values]).toEqual([1, 2, 3, 0, 5, 6, 0, 0]);
    expect([...(to.slots.m ?? [])]).toEqual([11, 11, 11, 0]);
  });

  it("changes nothing when a tensor is missing, unknown or misshapen", () => {
    const good = tensorsOfArena(fakeArena(["m"], 1));
    const wrong = [
      new Map([...good].slice(1)),
      new Map([...good, ["decoder/w", { shape: [1], values: Float32Array.of(1) }]]),
      new Map([...good, ["encoder/mean", { shape: [2, 1], values: Float32Array.of(1, 2) }]]),
    ];
    for (const tensors of wrong) {
      const to = fakeArena(["m"]);
      expect(() => restoreArena(to, tensors, { file: "last.json" })).toThrow(CheckpointError);
      expect(to.values.some((value) => value !== 0)).toBe(false);
    }
  });
});

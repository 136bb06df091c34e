import { describe, expect, it } from "vitest";
import { fakeArena } from "../checkpoints/fakes/fake-arena.ts";
import { checkParameters, readTerms } from "./check-finite.ts";

const moment = { stage: "main", step: 12, epoch: 1.5, saved: "checkpoints/last.json" };
const outputs = (kl: number, objective: number) => ({
  objective: Float32Array.of(objective),
  "term/kl": Float32Array.of(kl),
  "gradient/x": Float32Array.of(Number.NaN),
});

describe("numbers that are no longer finite", () => {
  it("leaves finite terms alone, with the objective among them", () => {
    expect(readTerms(outputs(2, 5), "elbo", moment)).toEqual({ kl: 2, objective: 5 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "names the term before the sum: %f",
    (bad) => {
      expect(() => readTerms(outputs(bad, bad), "elbo", moment)).toThrow(
        /term "kl" of objective "elbo" is .* step 12 .*last\.json/,
      );
      expect(() => readTerms(outputs(1, bad), "elbo", moment)).toThrow(/: objective "elbo" is/);
    },
  );

  it("finds every parameter, state included, and ignores padding", () => {
    const arena = fakeArena([], 1);
    arena.values[3] = Number.NaN;
    expect(() => checkParameters(arena, moment)).not.toThrow();
    arena.values[5] = Number.NEGATIVE_INFINITY;
    expect(() => checkParameters(arena, moment)).toThrow(/parameter "encoder\/mean" is -Infinity/);
  });
});

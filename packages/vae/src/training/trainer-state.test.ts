import { CheckpointError } from "@elbo/spec";
import { expect, it } from "vitest";
import { initialState, parseState } from "./trainer-state.ts";

it("survives JSON, and refuses what is not a state", () => {
  const state = {
    ...initialState(),
    sums: { kl: { sum: 1 / 3, count: 2 } },
    best: { value: -0.1, step: 3, epoch: 1.5 },
  };
  expect(parseState(JSON.parse(JSON.stringify(state)), "last.json")).toEqual(state);
  expect(() => parseState({ ...state, step: -1 }, "last.json")).toThrow(CheckpointError);
  expect(() => parseState({ step: 1 }, "last.json")).toThrow(/last\.json.*stage/);
});

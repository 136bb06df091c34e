import { expect, it } from "vitest";
import { compileProgram, knobsAt } from "./compile-programs.ts";
import { fakeEngine, fakeModel } from "./fakes/fake-model.ts";
import { plainTools } from "./fakes/plain-tools.ts";

it("asks the schedules for the knobs of a program, and refuses a knob without a schedule", async () => {
  const model = fakeModel();
  const arena = plainTools.createArena(model.tree, { slots: [] });
  const ready = await compileProgram(model.objective("elbo", 2), model, fakeEngine, arena);
  const at = (step: number) => knobsAt(ready, model, { step, stepsPerEpoch: 5, steps: 16 });
  expect([at(0), at(1), at(4)]).toEqual([0, 0.25, 1].map((beta) => ({ "loss/beta": beta })));
  const bare = { ...model, knobs: {} };
  await expect(compileProgram(model.objective("elbo", 2), bare, fakeEngine, arena)).rejects.toThrow(/loss\/beta/);
});

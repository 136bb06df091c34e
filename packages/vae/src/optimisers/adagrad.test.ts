import type { Slot, Wiring } from "@elbo/spec";
import { expect, it } from "vitest";
import { z } from "zod";
import { plainTools } from "../training/fakes/plain-tools.ts";
import { arenaTools } from "../vae/arena-tools.ts";
import { adagradOptimiser } from "./adagrad.ts";
import { sixSteps } from "./fakes/six-steps.ts";

const slot: Slot = () => z.never();
const wiring = {} as Wiring;
const schema = adagradOptimiser.config(slot);
const create = (config: object) => adagradOptimiser.create(schema.parse({ kind: "adagrad", ...config }), wiring);

it.each([{}, { weightDecay: 0.1 }])("the compiled kernel is the formula: %j", (config) => {
  const [compiled, plain] = [sixSteps(arenaTools, create(config)), sixSteps(plainTools, create(config))];
  compiled.forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i] as number, 5);
  });
  expect(compiled[0]).not.toBe(1);
});

it("names its slots, and refuses impossible numbers and unknown keys", () => {
  expect(create({}).slots).toEqual(["v"]);
  for (const wrong of [{ epsilon: 0 }, { rate: -1 }, { lr: 1 }]) {
    expect(schema.safeParse({ kind: "adagrad", ...wrong }).success).toBe(false);
  }
});

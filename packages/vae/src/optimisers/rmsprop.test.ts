import type { Slot, Wiring } from "@elbo/spec";
import { expect, it } from "vitest";
import { z } from "zod";
import { plainTools } from "../training/fakes/plain-tools.ts";
import { arenaTools } from "../vae/arena-tools.ts";
import { sixSteps } from "./fakes/six-steps.ts";
import { rmspropOptimiser } from "./rmsprop.ts";

const slot: Slot = () => z.never();
const wiring = {} as Wiring;
const schema = rmspropOptimiser.config(slot);
const create = (config: object) => rmspropOptimiser.create(schema.parse({ kind: "rmsprop", ...config }), wiring);

it.each([{}, { centred: true, weightDecay: 0.1 }, { momentum: 0.9, decay: 0.9 }])(
  "the compiled kernel is the formula: %j",
  (config) => {
    const [compiled, plain] = [sixSteps(arenaTools, create(config)), sixSteps(plainTools, create(config))];
    compiled.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i] as number, 5);
    });
    expect(compiled[0]).not.toBe(1);
  },
);

it("names its slots, and refuses impossible numbers and unknown keys", () => {
  expect([create({}).slots, create({ centred: true, momentum: 0.5 }).slots]).toEqual([["v"], ["v", "m", "momentum"]]);
  for (const wrong of [{ epsilon: 0 }, { rate: -1 }, { lr: 1 }]) {
    expect(schema.safeParse({ kind: "rmsprop", ...wrong }).success).toBe(false);
  }
});

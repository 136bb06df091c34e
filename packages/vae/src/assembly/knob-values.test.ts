import { ConfigError } from "@elbo/spec";
import { expect, it } from "vitest";
import { knobValues } from "./knob-values.ts";

const clock = { step: 5, stepsPerEpoch: 10, steps: 20 };
const declared = {
  "loss/beta": ({ step, steps }: typeof clock) => step / steps,
  "encoder/rate": ({ stepsPerEpoch }: typeof clock) => stepsPerEpoch,
};

it("asks the schedule that a part declared, also from inside a pass", () => {
  expect(knobValues(["loss/beta", "loss/encoder/rate"], declared, clock)).toEqual({
    "loss/beta": 0.25,
    "loss/encoder/rate": 10,
  });
  expect(knobValues([], declared, clock)).toEqual({});
});

it("refuses a knob that no part declares, and one whose name only ends alike", () => {
  expect(() => knobValues(["loss/gamma"], declared, clock)).toThrow(ConfigError);
  expect(() => knobValues(["loss/gamma"], declared, clock)).toThrow(/one of loss\/beta, encoder\/rate/);
  expect(() => knobValues(["otherloss/beta"], declared, clock)).toThrow(ConfigError);
  expect(() => knobValues(["x"], {}, clock)).toThrow(/one of none/);
});

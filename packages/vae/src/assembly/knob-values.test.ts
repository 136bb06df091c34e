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

it("finds what latents declare below the scopes of a site, and nowhere else", () => {
  const nested = { "latents/heat": () => 1, "latents/prior/heat": () => 2, "loss/heat": () => 3 };
  const paths = ["loss/latents/z/prior/prior/heat", "latents/top/posterior/heat", "loss/heat"];
  expect(Object.values(knobValues(paths, nested, clock))).toEqual([2, 1, 3]);
  expect(() => knobValues(["decoder/prior/heat"], nested, clock)).toThrow(ConfigError);
  expect(() => knobValues(["mylatents/z/prior/heat"], nested, clock)).toThrow(ConfigError);
});

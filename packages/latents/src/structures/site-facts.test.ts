import type { Prior, Transport } from "@elbo/spec";
import { expect, it } from "vitest";
import { priorFacts, siteFacts } from "./site-facts.ts";

const stepper = {} as NonNullable<Prior["stepper"]>;

it("a site has its posterior's facts and space, and a prior without stepper is drawn in one pass", () => {
  expect(siteFacts({ offers: ["law", "frozen"] }, [], {})).toEqual({
    posterior: ["real", "law", "frozen"],
    prior: ["drawn"],
  });
  expect(siteFacts({ space: "codes", offers: ["law"] }, [], { stepper }).posterior).toEqual(["codes", "law"]);
  expect(priorFacts({ offers: ["diagonal-gaussian"], stepper })).toEqual(["diagonal-gaussian"]);
});

it("after a transport only what holds along the path is left", () => {
  const offers = ["law", "random", "pathwise", "scored", "frozen", "diagonal-gaussian"] as const;
  expect(siteFacts({ offers }, [{} as Transport], {}).posterior).toEqual(["real", "law", "random", "pathwise"]);
});

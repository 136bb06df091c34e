import type { Prior, Transport } from "@elbo/spec";
import { expect, it } from "vitest";
import { priorFacts, siteFacts } from "./site-facts.ts";

const stepper = {} as NonNullable<Prior["stepper"]>;

it("a site has its posterior's facts and space, and a prior without stepper is drawn in one pass", () => {
  expect(siteFacts({ offers: ["law", "frozen"] }, [], {})).toEqual({
    posterior: ["real", "alone", "law", "frozen"],
    prior: ["drawn"],
  });
  expect(siteFacts({ space: "codes", offers: ["law"] }, [], { stepper }).posterior).toEqual(["codes", "alone", "law"]);
  expect(priorFacts({ offers: ["diagonal-gaussian"], stepper })).toEqual(["diagonal-gaussian"]);
});

it("after a transport only what holds along the path is left", () => {
  const offers = ["law", "random", "pathwise", "scored", "frozen", "diagonal-gaussian"] as const;
  expect(siteFacts({ offers }, [{} as Transport], {}).posterior).toEqual([
    "real",
    "alone",
    "law",
    "random",
    "pathwise",
  ]);
});

it("says that q stands alone, unless it depends on draws of earlier sites", () => {
  const facts = (chained: boolean) => siteFacts({ offers: ["law"] }, [], {}, { chained }).posterior;
  expect([facts(false), facts(true)]).toEqual([
    ["real", "alone", "law"],
    ["real", "law"],
  ]);
});

it("where every transport knows its way back, any value can still be scored", () => {
  const offers = ["law", "random", "pathwise", "scored", "frozen", "diagonal-gaussian"] as const;
  const back = { back: () => ({}) } as unknown as Transport;
  const facts = (...transports: Transport[]) => siteFacts({ offers }, transports, {}).posterior;
  expect(facts(back, back)).toEqual(["real", "alone", "law", "random", "pathwise", "scored", "frozen"]);
  expect(facts(back, {} as Transport)).not.toContain("scored");
});

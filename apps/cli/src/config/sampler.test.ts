import { expect, it } from "vitest";
import { samplerOf, samplerOption } from "./sampler.ts";

it("reads a kind or a config, and refuses the rest", () => {
  expect(samplerOption("mixture")).toEqual({ kind: "mixture" });
  expect(samplerOption("{kind: temperature, value: 0.5}")).toEqual({ kind: "temperature", value: 0.5 });
  for (const wrong of ["3", "[mixture]", "{components: 3}", "{kind"])
    expect(() => samplerOption(wrong)).toThrow(/kind/);
});

it("components belong to the sampler that was named, or to a mixture", () => {
  expect(samplerOf({})).toEqual({});
  expect(samplerOf({ components: 4 })).toEqual({ sampler: { kind: "mixture", components: 4 } });
  expect(samplerOf({ sampler: { kind: "mixture", of: "centres" }, components: 4 })).toEqual({
    sampler: { kind: "mixture", of: "centres", components: 4 },
  });
});

import { expect, it } from "vitest";
import { lawful } from "./lawful.ts";

it("asks a law of every site", () => {
  const site = (...posterior: ("law" | "real")[]) => ({ posterior, prior: [] });
  expect(lawful({ z: site("real", "law") })).toBe(true);
  expect(lawful({ y: site("real"), z: site("real", "law") })).toBe(false);
});

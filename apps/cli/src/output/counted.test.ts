import { expect, it } from "vitest";
import { counted } from "./counted.ts";

it("speaks of one in the singular, and groups digits", () => {
  expect([0, 1, 2000].map((count) => counted(count, "example"))).toEqual(["0 examples", "1 example", "2,000 examples"]);
});

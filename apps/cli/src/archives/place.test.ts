import { join } from "node:path";
import { expect, it } from "vitest";
import { isPlace, placeOf } from "./place.ts";

it("lies below the folder, or is refused", () => {
  expect(placeOf("out", "a/b c.png")).toBe(join("out", "a", "b c.png"));
  for (const name of ["..", "../a", "a/../../b", "/a", "a//b", "a/", "a/./b", "a\\b", "a\0b", ""]) {
    expect(isPlace(name), name).toBe(false);
    expect(() => placeOf("out", name), name).toThrow(/leave the folder/);
  }
});

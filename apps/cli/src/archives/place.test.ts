import { join } from "node:path";
import { expect, it } from "vitest";
import { cutName, isPlace, placeOf } from "./place.ts";

it("lies below the folder, or is refused", () => {
  expect(placeOf("out", "a/b c.png")).toBe(join("out", "a", "b c.png"));
  for (const name of ["..", "../a", "a/../../b", "/a", "a//b", "a/", "a/./b", "a\\b", "a\0b", ""]) {
    expect(isPlace(name), name).toBe(false);
    expect(() => placeOf("out", name), name).toThrow(/leave the folder/);
  }
});

it("calls what is cut NAME.partial, within what file systems allow and by a number of its own", () => {
  expect(cutName("a/b.png")).toBe("a/b.png.partial");
  expect(cutName("a".repeat(247))).toBe(`${"a".repeat(247)}.partial`);
  const names = ["a".repeat(248), `${"a".repeat(247)}b`, `deep/${"あ".repeat(84)}.x`].map(cutName);
  for (const name of names) expect(Buffer.byteLength(name.split("/").at(-1) as string), name).toBeLessThanOrEqual(255);
  expect(new Set(names).size).toBe(3);
  expect(names[2]).toMatch(/^deep\/あ{79}\.[0-9a-f]{8}\.partial$/);
});

import { join } from "node:path";
import { expect, it } from "vitest";
import { partialOf } from "./partial-of.ts";

it("is a hidden name beside the file, this process's own, and no longer than file systems allow", () => {
  expect(partialOf(join("out", "a.png"))).toBe(join("out", `.a.png.${process.pid}.partial`));
  const [one, other] = ["あ".repeat(83), `${"あ".repeat(82)}い`].map((name) => partialOf(join("out", `${name}.png`)));
  expect(Buffer.byteLength(one as string)).toBeLessThan(255);
  expect(one).not.toBe(other);
});

import { describe, expect, it } from "vitest";
import { type Checked, damageText, examplesIn, filesIn } from "./check-archive.ts";

const part = (name: string, count: number, first: number, pictures: number) => ({ name, count, first, pictures });
const block = (examples: number, parts: readonly ReturnType<typeof part>[]) =>
  ({ index: 0, offset: 0, bytes: 10, table: { examples, parts } }) as unknown as Checked["blocks"][number];

describe("a checked archive", () => {
  it("counts examples, whole files, and those of which something is there", () => {
    const blocks = [
      block(7, [part("a.png", 1, 0, 1), part("b.idx", 10, 0, 6)]),
      block(5, [part("b.idx", 10, 6, 4), part("c.idx", 3, 0, 1)]),
    ];
    expect(examplesIn({ blocks })).toBe(12);
    expect(filesIn({ blocks })).toEqual({ whole: 2, some: 3, names: ["a.png", "b.idx", "c.idx"] });
    expect(filesIn({ blocks: [] })).toEqual({ whole: 0, some: 0, names: [] });
  });

  it("says where damage begins, and where it ends if it does", () => {
    const damage = (more: object) =>
      damageText({ step: "damage", offset: 12_000, why: "bytes were changed", ...more } as never);
    expect(damage({ until: 13_000 })).toBe("from byte 12,000 to 13,000: bytes were changed");
    expect(damage({})).toBe("from byte 12,000 on: bytes were changed");
  });
});

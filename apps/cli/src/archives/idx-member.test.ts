import { encodeIdx } from "@elbo/datasets";
import { describe, expect, it } from "vitest";
import { idxMember } from "./idx-member.ts";
import type { Takes } from "./png-member.ts";
import { savedFiles } from "./test-support/saved-files.ts";

const { save } = savedFiles();
const takes = (levels: number, channels = 1): Takes => ({ tile: { height: 2, width: 2, channels }, levels });
const numbers = async (member: Awaited<ReturnType<typeof idxMember>>) => {
  const found: number[][] = [];
  for await (const each of member?.read() ?? []) found.push([...each]);
  return found;
};

describe("an IDX file in an archive", () => {
  it("gives its pictures one after the other, beyond a chunk too", async () => {
    const bytes = Uint8Array.from({ length: 600 * 4 }, (_, i) => i % 251);
    const member = await idxMember(await save("a.idx", encodeIdx([600, 2, 2], bytes)), takes(256));
    expect(member).toMatchObject({ about: { format: "idx", step: 1, axes: [2, 2] }, count: 600 });
    const found = await numbers(member);
    expect(found).toHaveLength(600);
    expect(found.flat()).toEqual([...bytes]);
  });

  it("of black and white counts 0 and 1, written as 255 or as 1", async () => {
    for (const [top, step] of [
      [255, 255],
      [1, 1],
    ] as const) {
      const file = await save("bw.idx", encodeIdx([2, 1, 2], Uint8Array.of(0, top, top, 0)));
      const member = await idxMember(file, takes(2));
      expect(member?.about).toMatchObject({ step });
      expect(await numbers(member)).toEqual([
        [0, 1],
        [1, 0],
      ]);
    }
  });

  it("is refused with other axes than the model's, and nothing else is one", async () => {
    const row = await save("row.idx", encodeIdx([2, 3], new Uint8Array(6)));
    await expect(idxMember(row, takes(256))).rejects.toThrow(/row\.idx.*\[n, height, width\].*uint8, axes \[2, 3\]/s);
    const grey = await save("grey.idx", encodeIdx([1, 2, 2], new Uint8Array(4)));
    await expect(idxMember(grey, takes(256, 3))).rejects.toThrow(/\[n, height, width, 3\]/);
    expect(await idxMember(await save("no.txt", Buffer.from("hello")), takes(256))).toBeUndefined();
  });
});

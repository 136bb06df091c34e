import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writePng } from "./png.ts";
import { headOf, pngMember, type Takes } from "./png-member.ts";
import { savedFiles } from "./test-support/saved-files.ts";

const { folder, save } = savedFiles();
const takes = (channels: number, levels = 256): Takes => ({ tile: { height: 2, width: 2, channels }, levels });
const grey = writePng({ height: 1, width: 3, channels: 1, bytes: Uint8Array.of(0, 255, 0) });
const colour = writePng({ height: 1, width: 1, channels: 3, bytes: Uint8Array.of(1, 2, 3) });
const numbers = async (member: Awaited<ReturnType<typeof pngMember>>) => {
  const found: number[][] = [];
  for await (const each of member?.read() ?? []) found.push([...each]);
  return found;
};

describe("a PNG file in an archive", () => {
  it("has its own size, and the model's channels and levels", async () => {
    const file = await save("grey.png", grey);
    const member = await pngMember(file, takes(1, 2));
    expect(member).toMatchObject({
      name: "grey.png",
      about: { format: "png", step: 255 },
      size: { height: 1, width: 3, channels: 1 },
      count: 1,
    });
    expect(await numbers(member)).toEqual([[0, 1, 0]]);
    expect(await numbers(await pngMember(file, takes(3)))).toEqual([[0, 0, 0, 255, 255, 255, 0, 0, 0]]);
  });

  it("is refused in colour by a model of grey, and no file of another format is one", async () => {
    const member = await pngMember(await save("colour.png", colour), takes(1));
    await expect(numbers(member)).rejects.toThrow(/colour\.png: a picture in colour/);
    expect(await pngMember(await save("text.txt", Buffer.from("hello")), takes(1))).toBeUndefined();
    await expect(pngMember(await save("cut.png", grey.subarray(0, 12)), takes(1))).rejects.toThrow(/broken picture/);
    await expect(pngMember(await save("two.png", grey), takes(2))).rejects.toThrow(/no pictures/);
    await expect(headOf(join(folder, "none"), 4)).rejects.toThrow(/cannot open the file/);
  });
});

import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { openPictures } from "./open-pictures.ts";

const { folder, write } = temporaryFolder();

/** A picture of one grey level. */
const grey = (side: number, level: number) => {
  const image = new PNG({ height: side, width: side });
  image.data.fill(level);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  return PNG.sync.write(image);
};
const form = { height: 4, width: 4, channels: 1, resize: "box" } as const;

it("reads pictures of any size in any order, by their names below the folder", async () => {
  await write("b/two.png", grey(9, 51));
  await write("a.png", grey(4, 255));
  await write("notes.txt", "no picture");
  const pictures = await openPictures(folder, form);
  expect(pictures.names).toEqual(["a.png", "b/two.png"]);
  const x = new Float32Array(32);
  await pictures.read(Int32Array.of(1, 0), x);
  expect([...x]).toEqual([...new Array(16).fill(Math.fround(0.2)), ...new Array(16).fill(1)]);
});

it("draws black and white as binarised data do: the grey level is the probability, the seed decides", async () => {
  const path = await write("half.png", grey(40, 102));
  const large = { ...form, height: 40, width: 40 };
  const drawn = async (seed: number) => {
    const x = new Float32Array(1600);
    await (await openPictures(path, large, { drawn: seed })).read(Int32Array.of(0), x);
    return x;
  };
  const [x, again, other] = [await drawn(1), await drawn(1), await drawn(2)];
  expect(new Set(x)).toEqual(new Set([0, 1]));
  expect(Math.abs(x.reduce((a, b) => a + b, 0) / 1600 - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / 1600));
  expect(again).toEqual(x);
  expect(other).not.toEqual(x);
});

it("reads one file, and refuses what is no picture by its path", async () => {
  const one = await openPictures(await write("single.png", grey(2, 0)), form);
  expect(one.names).toEqual(["single.png"]);
  await expect(openPictures(await write("lines.txt", "text"), form)).rejects.toThrow(/lines\.txt: not a picture/);
  await expect(openPictures(`${folder}/nowhere`, form)).rejects.toThrow(/nowhere: there is no such picture/);
});

it("names a picture that is broken when it is read", async () => {
  const whole = grey(8, 9);
  const broken = await openPictures(await write("broken.png", whole.subarray(0, whole.length - 20)), form);
  await expect(broken.read(Int32Array.of(0), new Float32Array(16))).rejects.toThrow(/broken\.png: broken picture/);
});

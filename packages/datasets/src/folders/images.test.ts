import { symlink } from "node:fs/promises";
import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { createImagesData, imagesData, imagesDataConfig } from "./images.ts";

const { folder, write } = temporaryFolder();

/** A picture of one colour with a dark left half. */
const picture = ([height, width]: [number, number], [r, g, b]: [number, number, number]) => {
  const data = Buffer.alloc(height * width * 4, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(x < width / 2 ? [0, 0, 0] : [r, g, b], (y * width + x) * 4);
  }
  return { height, width, data };
};
const png = (size: [number, number], colour: [number, number, number]) => {
  const { height, width, data } = picture(size, colour);
  const image = new PNG({ height, width });
  data.copy(image.data);
  return PNG.sync.write(image);
};
const jpg = (size: [number, number], colour: [number, number, number]) => jpeg.encode(picture(size, colour), 95).data;

for (let i = 0; i < 24; i++) {
  const name = `alike/deep${i % 3}/p${i}`;
  if (i % 2) await write(`${name}.png`, png([8, 8], [10 * i, 255, 0]));
  else await write(`${name}.jpg`, jpg([8, 8], [10 * i, 255, 0]));
}
const open = (path: string, more: object = {}) =>
  createImagesData(imagesDataConfig.parse({ kind: "images", path: `${folder}/${path}`, ...more })).open();

describeConformance("images", [
  ...configChecks(imagesData, { path: "pictures" }),
  ...datasetChecks(() => open("alike", { validation: 0.2, test: 0.2 })),
]);
describeConformance(
  "images, binarised in colour",
  datasetChecks(() => open("alike", { colour: true, binarise: "dynamic" })),
);

describeConformance(
  "images, patches",
  datasetChecks(() => open("alike", { size: [5, 3], patches: 4, test: 0.2 })),
);

describe("patches of pictures", () => {
  it("are as many from each, of pictures of one side only; they move in training alone", async () => {
    const { splits, fields } = await open("alike", { size: [3, 2], patches: 5, test: 0.25 });
    expect([fields.x?.shape, splits.train.length, splits.test.length]).toEqual([[3, 2, 1], 18 * 5, 6 * 5]);
    const read = async (split: typeof splits.train, step: number) => {
      const x = new Float32Array(6 * split.length);
      const indices = Int32Array.from({ length: split.length }, (_, i) => i);
      await split.read(indices, { x }, { seed: 2n, step });
      return x;
    };
    expect(await read(splits.test, 1)).toEqual(await read(splits.test, 2));
    expect(await read(splits.train, 1)).toEqual(await read(splits.train, 1));
    expect(await read(splits.train, 1)).not.toEqual(await read(splits.train, 2));
    // A picture has one colour beside black: its five windows hold no other, and some hold both sides.
    const windows = await read(splits.train, 3);
    for (let picture = 0; picture < 18; picture++) {
      const own = windows.slice(30 * picture, 30 * (picture + 1)).filter((v) => v > 0.1);
      expect(Math.max(...own) - Math.min(...own)).toBeLessThan(0.05);
    }
  });

  it("are refused without a size", async () => {
    await expect(open("alike", { patches: 3 })).rejects.toThrow(/patches need a size/);
  });
});

describe("images", () => {
  it("finds pictures to the bottom, each on one side, by seed", async () => {
    const sides = async (seed: number) => {
      const { splits } = await open("alike", { test: 0.25, seed });
      const read = async (split: typeof splits.train) => {
        const x = new Float32Array(64 * split.length);
        await split.read(
          Int32Array.from({ length: split.length }, (_, i) => i),
          { x },
        );
        return Array.from({ length: split.length }, (_, i) => x.slice(64 * i, 64 * (i + 1)).join());
      };
      return { train: await read(splits.train), test: await read(splits.test) };
    };
    const first = await sides(1);
    expect([first.train.length, first.test.length]).toEqual([18, 6]);
    // The 24 pictures all differ: none stands on both sides.
    expect(new Set([...first.train, ...first.test]).size).toBe(24);
    expect(await sides(1)).toEqual(first);
    expect((await sides(2)).test).not.toEqual(first.test);
  });

  it("reads colours, and their luminance as grey", async () => {
    await write("one/a.png", png([4, 4], [255, 0, 0]));
    await write("one/b.png", png([4, 4], [255, 0, 0]));
    const read = async (colour: boolean) => {
      const data = await open("one", { colour, test: 0.5 });
      const into = new Float32Array(16 * (colour ? 3 : 1));
      await data.splits.train.read(Int32Array.of(0), { x: into });
      return into;
    };
    expect([...(await read(true)).subarray(9, 12)]).toEqual([1, 0, 0]);
    const grey = await read(false);
    expect(grey[0]).toBe(0);
    expect(grey[3]).toBeGreaterThan(0.15);
    expect(grey[3]).toBeLessThan(0.35);
  });

  it("stretches pictures to one size, by means of areas", async () => {
    await write("mixed/a.png", png([8, 8], [255, 255, 255]));
    await write("mixed/b.png", png([4, 16], [255, 255, 255]));
    const data = await open("mixed", { size: [2, 2], test: 0.5 });
    const x = new Float32Array(4);
    await data.splits.train.read(Int32Array.of(0), { x });
    expect([...x]).toEqual([0, 1, 0, 1]);
    await expect(open("mixed")).rejects.toThrow(/differ in size.*(4 x 16|8 x 8).*size:/);
  });

  it("names an empty folder, a missing one, and a broken picture", async () => {
    await write("empty/notes.txt", "no picture");
    await expect(open("empty")).rejects.toThrow(/empty/);
    await expect(open("nowhere")).rejects.toThrow(/nowhere/);
    await write("renamed/a.png", "GIF89a, not what its name says");
    await expect(open("renamed")).rejects.toThrow(/renamed.a\.png: broken picture.*Remove or replace/);
    await write("linked/notes.txt", "a link to nothing");
    await symlink("gone.png", `${folder}/linked/a.jpg`);
    await expect(open("linked")).rejects.toThrow(/linked.a\.jpg: broken picture/);
    await write("broken/a.png", png([4, 4], [1, 2, 3]));
    await write("broken/b.png", png([4, 4], [1, 2, 3]).subarray(0, 60));
    const all = async () => {
      const data = await open("broken", { test: 0.5 });
      for (const split of [data.splits.train, data.splits.test]) {
        await split.read(Int32Array.of(0), { x: new Float32Array(16) });
      }
    };
    await expect(all()).rejects.toThrow(/b\.png.*Remove or replace/);
  });
});

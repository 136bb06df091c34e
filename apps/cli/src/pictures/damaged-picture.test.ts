import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writePng } from "../archives/png.ts";
import { hiddenPixels, readDamaged } from "./damaged-picture.ts";

let at = "";
beforeEach(async () => {
  at = await mkdtemp(join(tmpdir(), "elbo-"));
});
afterEach(() => rm(at, { recursive: true }));

const save = async (name: string, channels: 1 | 3, ...bytes: number[]) => {
  const file = join(at, name);
  await writeFile(
    file,
    writePng({ height: 1, width: bytes.length / channels, channels, bytes: Uint8Array.from(bytes) }),
  );
  return file;
};

it("hides what is white in the mask, and refuses a mask of which that cannot be said", async () => {
  const file = await save("picture.png", 1, 10, 20, 30);
  const read = (mask: string) => readDamaged({ file, mask }, [1, 3, 1], { factor: 1 });
  const damaged = await read(await save("grey.png", 1, 0, 127, 128));
  expect(damaged.mask).toEqual(Float32Array.of(1, 1, 0));
  expect(hiddenPixels(damaged)).toBe(1);
  const nearly = await read(await save("nearly.png", 3, 250, 255, 240, 9, 0, 0, 0, 3, 0));
  expect(nearly.mask).toEqual(Float32Array.of(0, 1, 1));
  for (const [name, colour] of [
    ["red.png", [255, 0, 0]],
    ["blue.png", [0, 0, 255]],
  ] as const) {
    const mask = await save(name, 3, ...colour, 0, 0, 0, 255, 255, 255);
    await expect(read(mask), name).rejects.toThrow(/the mask has colours/);
  }
  await expect(read(await save("none.png", 1, 0, 0, 0))).rejects.toThrow(/hides nothing/);
  await expect(read(await save("all.png", 1, 255, 255, 255))).rejects.toThrow(/hides everything/);
  await expect(read(await save("short.png", 1, 255, 0))).rejects.toThrow(/not as large/);
});

it("refuses pictures smaller than the model's, and an overlap by which tiles would not move on", async () => {
  const file = await save("picture.png", 1, 10, 20, 30);
  const read = (width: number, overlap?: number) => readDamaged({ file }, [1, width, 1], { factor: 1, overlap });
  expect((await read(3, 0)).fields.x).toHaveLength(3);
  await expect(read(4)).rejects.toThrow(/smaller than those/);
  await expect(read(2, 1)).rejects.toThrow(/overlap: .*would not move on/);
});

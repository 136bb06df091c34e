import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageGrid } from "@elbo/bench";
import type { Vae } from "@elbo/vae";
import { expect, it } from "vitest";
import { asPictures, readPictures } from "./picture-examples.ts";

const vae = {
  config: { data: { kind: "images" } },
  dataset: { name: "images", fields: { x: { shape: [2, 2, 1], support: "unit" } } },
} as unknown as Pick<Vae, "config" | "dataset">;

it("stretches pictures of any size as the model's own, and refuses a folder of several", async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), "elbo-pictures-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const png = (shape: readonly [number, number, number]) =>
    imageGrid(new Float32Array(shape[0] * shape[1] * shape[2]).fill(0.6), { shape, columns: 1, scale: 1, gap: 0 });
  await mkdir(join(folder, "two"));
  const [wide, colour] = [join(folder, "two", "wide.png"), join(folder, "two", "colour.png")];
  await writeFile(wide, png([4, 10, 1]));
  await writeFile(colour, png([2, 2, 3]));
  expect([...(await readPictures(vae, [wide, colour]))]).toEqual(new Array(8).fill(Math.fround(0.6)));
  await expect(readPictures(vae, [join(folder, "two")])).rejects.toThrow(/two: this is a folder of pictures/);
  await expect(readPictures(vae, [join(folder, "none.png")])).rejects.toThrow(/none\.png: there is no such picture/);
});

it("turns examples back to bytes", () => {
  const [first, second] = asPictures(vae, [0, 1, 0.5, 0.2, 1, 1, 1, 1]);
  expect([...(first?.bytes ?? [])]).toEqual([0, 255, 128, 51]);
  expect(second?.bytes).toHaveLength(4);
});

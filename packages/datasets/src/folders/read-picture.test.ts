import { DataError } from "@elbo/spec";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { readPicture } from "./read-picture.ts";

const { folder, write } = temporaryFolder();

const save = (name: string, pixels: readonly (readonly number[])[]) => {
  const png = new PNG({ width: pixels.length, height: 1 });
  png.data.set(pixels.flatMap((rgb) => [...rgb, 255]));
  return write(name, PNG.sync.write(png));
};

it("a grey picture has one channel, any other three, byte for byte", async () => {
  const grey = await save(
    "grey.png",
    [0, 7, 255].map((v) => [v, v, v]),
  );
  expect(await readPicture(grey)).toEqual({ height: 1, width: 3, channels: 1, bytes: Uint8Array.of(0, 7, 255) });
  const colour = await save("colour.png", [
    [1, 2, 3],
    [9, 9, 9],
  ]);
  expect((await readPicture(colour)).bytes).toEqual(Uint8Array.of(1, 2, 3, 9, 9, 9));
});

it("what is missing, cut or no picture is named", async () => {
  await expect(readPicture(`${folder}/none.png`)).rejects.toThrow(/there is no such picture.*none\.png/);
  await expect(readPicture(await write("text.png", "hello"))).rejects.toThrow(DataError);
});

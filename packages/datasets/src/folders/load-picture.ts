import { readFile } from "node:fs/promises";
import { DataError } from "@elbo/spec";
import { decodeImage } from "./decode-image.ts";
import type { ImageFile } from "./list-images.ts";
import { resize } from "./resize.ts";

/** What every picture is made to be. */
export interface PictureForm {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly resize: "box" | "nearest";
}

/**
 * A picture's bytes `[height, width, channel]`, in the size and colours that are wanted.
 *
 * @throws DataError naming the file when it is broken.
 */
export async function loadPicture(
  { path, header }: ImageFile,
  { height, width, channels, resize: how }: PictureForm,
): Promise<Uint8Array> {
  try {
    return resize(decodeImage(await readFile(path), header.format, channels), [height, width], how).bytes;
  } catch (cause) {
    throw new DataError("broken picture", {
      where: `datasets/images ${path}`,
      expected: `a whole ${header.format.toUpperCase()} file`,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: "Remove or replace this file.",
      cause,
    });
  }
}

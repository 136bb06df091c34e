import { openPictures, type Picture, type PictureForm } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { pictureShape } from "./damaged-picture.ts";

/**
 * Picture files as examples of a model of pictures, `[file, height, width, channel]` in 0..1, stretched and made grey as its own
 * data are.
 *
 * @throws DataError for files that cannot be read, and for a folder.
 */
export async function readPictures(
  vae: Pick<Vae, "config" | "dataset">,
  files: readonly string[],
): Promise<Float32Array> {
  const [height, width, channels] = pictureShape(vae);
  const { resize = "box" } = vae.config.data as { readonly resize?: PictureForm["resize"] };
  const size = height * width * channels;
  const into = new Float32Array(files.length * size);
  for (const [i, file] of files.entries()) {
    const { names, read } = await openPictures(file, { height, width, channels, resize });
    if (names.length > 1) {
      throw new DataError("this is a folder of pictures", {
        where: file,
        expected: "one picture",
        received: `${names.length}`,
        remedy: "Name one of them.",
      });
    }
    await read(Int32Array.of(0), into.subarray(i * size, (i + 1) * size));
  }
  return into;
}

/** Examples of a model of pictures as pictures. */
export function asPictures(vae: Pick<Vae, "dataset">, x: ArrayLike<number>): Picture[] {
  const [height, width, channels] = pictureShape(vae);
  const size = height * width * channels;
  return Array.from({ length: x.length / size }, (_, n) => ({
    height,
    width,
    channels,
    bytes: Uint8Array.from({ length: size }, (_v, i) => Math.round(255 * (x[n * size + i] as number))),
  }));
}

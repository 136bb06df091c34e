import { type Picture, readPicture } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { inChannels, pictureShape } from "./damaged-picture.ts";

/**
 * Picture files as examples of a model of pictures, `[file, height, width, channel]` in 0..1.
 *
 * @throws DataError for files that cannot be read, of another size, or in colours that a grey model cannot hold.
 */
export async function readPictures(vae: Pick<Vae, "dataset">, files: readonly string[]): Promise<Float32Array> {
  const [height, width, channels] = pictureShape(vae);
  const size = height * width * channels;
  const into = new Float32Array(files.length * size);
  for (const [i, file] of files.entries()) {
    const picture = await readPicture(file);
    if (picture.height !== height || picture.width !== width) {
      throw new DataError("the picture is not of the size that the model was trained on", {
        where: file,
        expected: `${width}x${height} pixels`,
        received: `${picture.width}x${picture.height}`,
        remedy: "Cut or scale it first.",
      });
    }
    into.set(inChannels(picture, channels, file), i * size);
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

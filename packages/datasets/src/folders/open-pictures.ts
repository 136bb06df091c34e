import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { DataError } from "@elbo/spec";
import { presentPixels } from "../images/present-pixels.ts";
import { readImageHeader } from "./image-header.ts";
import { type ImageFile, listImages } from "./list-images.ts";
import { loadPicture, type PictureForm } from "./load-picture.ts";

/** Pictures of a person, read as they are needed. */
export interface Pictures {
  /** Paths below the folder; of a single file its name. */
  readonly names: readonly string[];
  /** Fills `into` `[picture, height, width, channel]` with values in 0..1. */
  read(indices: Int32Array, into: Float32Array): Promise<void>;
}

/** One file as a list of one. */
function singleFile(path: string): readonly ImageFile[] {
  const header = readImageHeader(path);
  if (header) return [{ path, name: basename(path), header }];
  throw new DataError("not a picture", {
    where: path,
    expected: "a PNG or JPEG file, or a folder of them",
    remedy: "Convert it first.",
  });
}

/**
 * Opens a folder of PNG and JPEG files, or one such file, for a model of pictures: every picture is stretched to the form's
 * size, and grey for one channel. With `drawn`, a seed, pixels are 0 or 1, drawn with their grey level as probability, as for a model of
 * binarised data.
 *
 * @throws DataError for a path that holds no picture; `read` throws it for a broken one.
 */
export async function openPictures(
  path: string,
  form: PictureForm,
  { drawn }: { readonly drawn?: number | undefined } = {},
): Promise<Pictures> {
  const found = await stat(path).catch((cause: unknown) => {
    const remedy = "Check the path.";
    throw new DataError("there is no such picture, and no such folder", { where: path, remedy, cause });
  });
  const files = found.isFile() ? singleFile(path) : await listImages(path);
  const size = form.height * form.width * form.channels;
  return {
    names: files.map(({ name }) => name),
    read: async (indices, into) => {
      const law = {
        size,
        binarise: drawn === undefined ? "none" : "static",
        seed: drawn ?? 0,
        training: false,
        file: 0,
      } as const;
      for (const [slot, index] of indices.entries()) {
        const bytes = await loadPicture(files[index] as ImageFile, form);
        presentPixels(law, { bytes, rows: Int32Array.of(index) }, into.subarray(slot * size, (slot + 1) * size));
      }
    },
  };
}

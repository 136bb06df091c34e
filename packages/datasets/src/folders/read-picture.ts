import { readFile } from "node:fs/promises";
import { DataError } from "@elbo/spec";
import { decodeImage, type Picture } from "./decode-image.ts";
import { readImageHeader } from "./image-header.ts";

/** Do all pixels have red, green and blue alike? */
const isGrey = ({ bytes }: Picture): boolean => {
  for (let i = 0; i < bytes.length; i += 3) if (bytes[i] !== bytes[i + 1] || bytes[i] !== bytes[i + 2]) return false;
  return true;
};

/**
 * Reads one PNG or JPEG file. One channel where all its pixels are grey, else three; transparent pixels are laid over white.
 *
 * @throws DataError when it is missing, broken or neither.
 */
export async function readPicture(path: string): Promise<Picture> {
  const where = path;
  try {
    const header = readImageHeader(path);
    if (!header) throw new Error("its first bytes say otherwise");
    const picture = decodeImage(await readFile(path), header.format, 3);
    if (!isGrey(picture)) return picture;
    return { ...picture, channels: 1, bytes: picture.bytes.filter((_, i) => i % 3 === 0) };
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new DataError(missing ? "there is no such picture" : "cannot read the picture", {
      where,
      expected: "a whole PNG or JPEG file",
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: missing ? "Check the path." : "Convert or replace this file.",
      cause,
    });
  }
}

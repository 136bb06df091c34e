import { readFile } from "node:fs/promises";
import { DataError } from "@elbo/spec";
import { PNG } from "pngjs";

/** Pixels of a picture, `[height, width, channel]`: one channel where every pixel is grey, else three. */
export interface PixelPicture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

const signature = "89504e470d0a1a0a";

/** Are these the first bytes of a PNG file? */
export const isPng = (head: Buffer): boolean => head.toString("hex", 0, 8) === signature;

/**
 * The pixels of a PNG file, exactly: palettes are looked up, grey of 1, 2 and 4 bits becomes 8.
 *
 * @throws DataError when it is broken, has 16 bits a channel, or pixels that are not opaque.
 */
export async function readPng(path: string): Promise<PixelPicture> {
  let picture: PNG;
  try {
    picture = PNG.sync.read(await readFile(path));
  } catch (cause) {
    throw new DataError("broken picture", {
      where: path,
      expected: "a whole PNG file",
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: "Remove or replace this file.",
      cause,
    });
  }
  const { height, width, data } = picture;
  if ((picture as PNG & { readonly depth: number }).depth === 16) {
    throw new DataError("models see eight bits a channel", { where: path, received: "16 bits a channel" });
  }
  let grey = true;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] !== 255) {
      throw new DataError("models see opaque pixels only", {
        where: path,
        received: "a transparent pixel",
        remedy: "Remove the alpha channel first.",
      });
    }
    grey &&= data[i] === data[i + 1] && data[i] === data[i + 2];
  }
  const channels = grey ? 1 : 3;
  const bytes = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      bytes[pixel * channels + channel] = data[4 * pixel + channel] as number;
    }
  }
  return { height, width, channels, bytes };
}

/** A PNG file of the pixels, grey or red, green and blue, eight bits a channel. */
export function writePng({ height, width, channels, bytes }: PixelPicture): Buffer {
  const picture = new PNG({ height, width });
  picture.data = Buffer.from(bytes);
  const colorType = channels === 1 ? 0 : 2;
  return PNG.sync.write(picture, { colorType, inputColorType: colorType, inputHasAlpha: false });
}

/** Grey pixels as three equal channels. */
export const spreadGrey = (grey: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(3 * grey.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = grey[Math.floor(i / 3)] as number;
  return bytes;
};

import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { jpegHeader } from "./image-header.ts";
import { turned } from "./orientation.ts";

/** A picture as bytes, `[height, width, channel]`. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

/** No end marker after the last scan: the decoder would fill the rest with grey. */
const isCut = (file: Buffer) => file.lastIndexOf("ffd9", undefined, "hex") < file.lastIndexOf("ffda", undefined, "hex");

/** The way up that it is meant. */
function decodeJpeg(file: Buffer) {
  const { orientation = 1 } = jpegHeader((position, length) => file.subarray(position, position + length)) ?? {};
  return turned(jpeg.decode(file, { useTArray: true, tolerantDecoding: false }), orientation);
}

/**
 * Decodes a PNG or JPEG file. Transparent pixels are laid over white; grey is 0.299 red + 0.587 green + 0.114 blue
 * (Rec. 601). Sixteen-bit pictures are read with eight bits, photographs the way up that their EXIF says.
 *
 * @throws Error of the decoder when the file is broken.
 */
export function decodeImage(file: Buffer, format: "png" | "jpeg", channels: 1 | 3): Picture {
  if (format === "jpeg" && isCut(file)) throw new Error("the JPEG file ends before its picture does");
  const { height, width, data } = format === "png" ? PNG.sync.read(file) : decodeJpeg(file);
  const bytes = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const alpha = (data[4 * pixel + 3] as number) / 255;
    const over = (channel: number) => (data[4 * pixel + channel] as number) * alpha + 255 * (1 - alpha);
    if (channels === 1) bytes[pixel] = Math.round(0.299 * over(0) + 0.587 * over(1) + 0.114 * over(2));
    else for (let channel = 0; channel < 3; channel++) bytes[3 * pixel + channel] = Math.round(over(channel));
  }
  return { height, width, channels, bytes };
}

import { closeSync, openSync, readSync } from "node:fs";
import { exifOrientation, liesOnSide, type Orientation } from "./orientation.ts";

/** What the first bytes of a picture say. */
export interface ImageHeader {
  readonly format: "png" | "jpeg";
  /** Of the picture the way up that it is meant. */
  readonly height: number;
  readonly width: number;
}

const pngSignature = "89504e470d0a1a0a";

const pngHeader = (bytes: Buffer): ImageHeader | undefined =>
  bytes.toString("latin1", 12, 16) === "IHDR"
    ? { format: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined;

/** Holds EXIF, which says which way up a photograph is meant. */
const APP1 = 0xe1;

/** Frame headers: 0xC0..0xCF, without those that define tables. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Size and orientation of a JPEG file, of which `read` gives a part; undefined when it is none. */
export const jpegHeader = (
  read: (position: number, length: number) => Buffer,
): (ImageHeader & { readonly orientation: Orientation }) | undefined => {
  let orientation: Orientation = 1;
  for (let position = 2; ; ) {
    const segment = read(position, 9);
    const marker = segment[1];
    if (segment.length < 9 || segment[0] !== 0xff || marker === undefined) return undefined;
    if (isFrame(marker)) {
      const [height, width] = [segment.readUInt16BE(5), segment.readUInt16BE(7)];
      const size = liesOnSide(orientation) ? { height: width, width: height } : { height, width };
      return { format: "jpeg", ...size, orientation };
    }
    if (marker === APP1 && orientation === 1) {
      orientation = exifOrientation(read(position + 4, Math.max(0, segment.readUInt16BE(2) - 2)));
    }
    // Fill bytes may stand before a marker.
    position += marker === 0xff ? 1 : 2 + segment.readUInt16BE(2);
  }
};

/** Format and size of a PNG or JPEG file, from its header alone; undefined when it is neither. */
export function readImageHeader(path: string): ImageHeader | undefined {
  const file = openSync(path, "r");
  try {
    const read = (position: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, position));
    };
    const first = read(0, 24);
    const header =
      first.length === 24 && first.toString("hex", 0, 8) === pngSignature
        ? pngHeader(first)
        : first[0] === 0xff && first[1] === 0xd8
          ? jpegHeader(read)
          : undefined;
    if (!header || header.height === 0 || header.width === 0) return undefined;
    const { format, height, width } = header;
    return { format, height, width };
  } finally {
    closeSync(file);
  }
}

import { closeSync, openSync, readSync } from "node:fs";

/** What the first bytes of a picture say. */
export interface ImageHeader {
  readonly format: "png" | "jpeg";
  readonly height: number;
  readonly width: number;
}

const pngSignature = "89504e470d0a1a0a";

const pngHeader = (bytes: Buffer): ImageHeader | undefined =>
  bytes.toString("latin1", 12, 16) === "IHDR"
    ? { format: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined;

/** Frame headers: 0xC0..0xCF, without those that define tables. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const jpegHeader = (read: (position: number, length: number) => Buffer): ImageHeader | undefined => {
  for (let position = 2; ; ) {
    const segment = read(position, 9);
    const marker = segment[1];
    if (segment.length < 9 || segment[0] !== 0xff || marker === undefined) return undefined;
    if (isFrame(marker)) return { format: "jpeg", height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) };
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
    return header && header.height > 0 && header.width > 0 ? header : undefined;
  } finally {
    closeSync(file);
  }
}

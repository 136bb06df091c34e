import jpeg from "jpeg-js";
import { expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { decodeImage } from "./decode-image.ts";
import { readImageHeader } from "./image-header.ts";
import { exifOrientation, type Orientation, turned } from "./orientation.ts";

const { write } = temporaryFolder();

/** Two rows of three pixels, numbered. */
const stored = { height: 2, width: 3, data: Uint8Array.from({ length: 24 }, (_, i) => Math.floor(i / 4)) };
const pixels = (orientation: Orientation) => {
  const { height, width, data } = turned(stored, orientation);
  return [height, width, data.filter((_, i) => i % 4 === 0).join("")];
};

it("turns and mirrors as the standard says: what is the first row and column of the eye", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((o) => pixels(o as Orientation))).toEqual([
    [2, 3, "012345"],
    [2, 3, "210543"], // mirrored
    [2, 3, "543210"], // upside down
    [2, 3, "345012"],
    [3, 2, "031425"], // rows and columns change places
    [3, 2, "304152"], // shown a quarter turned to the right
    [3, 2, "524130"],
    [3, 2, "251403"], // and to the left
  ]);
});

/** An APP1 segment with one entry. */
const exif = (orientation: number, little: boolean) => {
  const bytes = Buffer.alloc(6 + 8 + 2 + 12);
  bytes.write("Exif\0\0", "latin1");
  const tiff = bytes.subarray(6);
  tiff.write(little ? "II" : "MM", "latin1");
  const short = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  short(42, 2);
  if (little) tiff.writeUInt32LE(8, 4);
  else tiff.writeUInt32BE(8, 4);
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  short(orientation, 18);
  return bytes;
};

it("reads the tag in both byte orders, and nothing in what is cut or no EXIF", () => {
  for (const little of [true, false]) expect(exifOrientation(exif(6, little))).toBe(6);
  expect(exifOrientation(exif(9, true))).toBe(1);
  expect(exifOrientation(exif(6, true).subarray(0, 20))).toBe(1);
  expect(exifOrientation(Buffer.from("http://ns.adobe.com/xap/1.0/"))).toBe(1);
  expect(exifOrientation(Buffer.alloc(0))).toBe(1);
});

it("photographs are read the way up that they are meant, and their header says so", async () => {
  const [height, width] = [16, 32];
  const data = Buffer.alloc(4 * height * width, 255);
  for (let i = 0; i < height * width; i++) if (i % width < 16) data.fill(0, 4 * i, 4 * i + 3); // dark on the left
  const plain = jpeg.encode({ height, width, data }, 95).data;
  const segment = exif(6, false);
  const head = Buffer.from([0xff, 0xe1, 0, segment.length + 2]);
  const photo = Buffer.concat([plain.subarray(0, 2), head, segment, plain.subarray(2)]);
  expect(readImageHeader(await write("photo.jpg", photo))).toEqual({ format: "jpeg", height: 32, width: 16 });
  const { bytes, ...size } = decodeImage(photo, "jpeg", 1);
  expect(size).toEqual({ height: 32, width: 16, channels: 1 });
  // A quarter turn to the right brings the left side up.
  expect([(bytes[5 * 16 + 8] as number) < 30, (bytes[25 * 16 + 8] as number) > 225]).toEqual([true, true]);
  expect(decodeImage(plain, "jpeg", 1)).toMatchObject({ height: 16, width: 32 });
});

import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { readImageHeader } from "./image-header.ts";

const { write } = temporaryFolder();
const [height, width] = [5, 9];
const plain = jpeg.encode({ height, width, data: Buffer.alloc(height * width * 4, 99) }, 90).data;
const header = async (name: string, bytes: Uint8Array) => readImageHeader(await write(name, bytes));

describe("readImageHeader", () => {
  it("finds format and size by content, whatever the name", async () => {
    expect(await header("a.jpg", PNG.sync.write(new PNG({ height, width })))).toEqual({ format: "png", height, width });
    expect(await header("a.png", plain)).toEqual({ format: "jpeg", height, width });
  });

  it("steps over long segments and fill bytes before a JPEG's frame", async () => {
    const exif = Buffer.alloc(2 + 65_000, 0xc0);
    exif.set([0xff, 0xe1, 65_000 >> 8, 65_000 & 255]);
    const padded = Buffer.concat([plain.subarray(0, 2), exif, exif, Buffer.of(0xff, 0xff), plain.subarray(2)]);
    expect(await header("exif.jpg", padded)).toEqual({ format: "jpeg", height, width });
  });

  it("gives nothing for other files and for files cut before their size", async () => {
    const png = PNG.sync.write(new PNG({ height, width }));
    for (const bytes of [Buffer.from("GIF89a"), Buffer.alloc(0), png.subarray(0, 20), plain.subarray(0, 30)]) {
      expect(await header("b.png", bytes)).toBeUndefined();
    }
  });
});

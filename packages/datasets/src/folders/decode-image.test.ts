import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { decodeImage } from "./decode-image.ts";

const picture = (colour: readonly [number, number, number, number]) => {
  const data = Buffer.from(Array.from({ length: 40 * 40 }, () => colour).flat());
  return { width: 40, height: 40, data };
};
const png = (colour: readonly [number, number, number, number]) => {
  const file = new PNG({ width: 40, height: 40 });
  file.data = picture(colour).data;
  return PNG.sync.write(file);
};

describe("pictures as bytes", () => {
  it("grey is Rec. 601, transparency lies over white", () => {
    const grey = decodeImage(png([200, 100, 50, 255]), "png", 1).bytes[0];
    expect(grey).toBe(Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50));
    expect([...decodeImage(png([0, 0, 0, 0]), "png", 3).bytes.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it("refuses a JPEG cut anywhere after its header, also behind a thumbnail that is whole", () => {
    const whole = jpeg.encode(picture([200, 100, 50, 255]), 90).data;
    expect(decodeImage(whole, "jpeg", 3)).toMatchObject({ height: 40, width: 40 });
    for (const length of [whole.length - 2, whole.length - 20]) {
      expect(() => decodeImage(whole.subarray(0, length), "jpeg", 3)).toThrow(/ends before/);
    }
    const thumbnail = Buffer.concat([Buffer.from("ffe1", "hex"), Buffer.from([0, whole.length + 2]), whole]);
    expect(whole.length).toBeGreaterThan(100);
    const cut = Buffer.concat([whole.subarray(0, 2), thumbnail, whole.subarray(2, whole.length - 10)]);
    expect(() => decodeImage(cut, "jpeg", 3)).toThrow(/ends before/);
  });
});

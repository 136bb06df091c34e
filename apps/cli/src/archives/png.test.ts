import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { isPng, readPng, spreadGrey, writePng } from "./png.ts";
import { savedFiles } from "./test-support/saved-files.ts";

const files = savedFiles();
const save = async (name: string, bytes: Uint8Array) => (await files.save(name, bytes)).path;

describe("PNG files of an archive", () => {
  it.each([
    [1, Uint8Array.of(0, 90, 255, 3, 7, 128)],
    [3, Uint8Array.from({ length: 18 }, (_, i) => (i * 53) % 256)],
  ] as const)("give back every pixel, channels %i", async (channels, bytes) => {
    const file = writePng({ height: 2, width: 3, channels, bytes });
    expect(isPng(file)).toBe(true);
    expect(await readPng(await save("a.png", file))).toEqual({ height: 2, width: 3, channels, bytes });
  });

  it("of grey pixels written in colours are grey", async () => {
    const grey = Uint8Array.of(1, 200);
    expect([...spreadGrey(grey)]).toEqual([1, 1, 1, 200, 200, 200]);
    const file = writePng({ height: 1, width: 2, channels: 3, bytes: spreadGrey(grey) });
    expect(await readPng(await save("b.png", file))).toMatchObject({ channels: 1, bytes: grey });
  });

  it("are refused by name when broken, transparent or of 16 bits", async () => {
    const whole = writePng({ height: 2, width: 2, channels: 1, bytes: new Uint8Array(4) });
    await expect(readPng(await save("cut.png", whole.subarray(0, 40)))).rejects.toThrow(/cut\.png.*broken picture/s);
    const glass = new PNG({ height: 1, width: 1 });
    glass.data = Buffer.of(1, 2, 3, 254);
    await expect(readPng(await save("glass.png", PNG.sync.write(glass)))).rejects.toThrow(/opaque pixels only/);
    const deep = PNG.sync.write(glass, { bitDepth: 16, colorType: 2, inputHasAlpha: true });
    await expect(readPng(await save("deep.png", deep))).rejects.toThrow(/16 bits/);
    expect(isPng(Buffer.from("GIF89a.."))).toBe(false);
  });
});

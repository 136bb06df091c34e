// Grey pictures as files of common lossless formats, as small as well-kept encoders make them, each read back and compared.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { init as openOxipng } from "@jsquash/oxipng/optimise.js";
import decodeWebp, { init as openDecoder } from "@jsquash/webp/decode.js";
import encodeWebp, { init as openEncoder } from "@jsquash/webp/encode.js";
import { PNG } from "pngjs";

const require = createRequire(import.meta.url);
const wasm = async (path) => new WebAssembly.Module(await readFile(require.resolve(path)));

/** Red, green, blue and opacity of grey pixels. */
function spread(grey) {
  const data = new Uint8ClampedArray(4 * grey.length);
  for (const [i, value] of grey.entries()) data.set([value, value, value, 255], 4 * i);
  return data;
}

function check(format, rgba, grey) {
  for (const [i, value] of grey.entries())
    if (rgba[4 * i] !== value) throw new Error(`${format} gives back ${rgba[4 * i]} for ${value} at ${i}`);
}

/**
 * Encoders of grey pictures `[height, width]` in bytes to the bytes of a file: PNG by oxipng at its highest level (every filter,
 * fewest bits a pixel, palette where it is smaller), WebP lossless at its slowest.
 */
export async function pictureFormats() {
  const { optimise } = await openOxipng(await wasm("@jsquash/oxipng/codec/pkg/squoosh_oxipng_bg.wasm"));
  await openEncoder(await wasm("@jsquash/webp/codec/enc/webp_enc_simd.wasm"));
  globalThis.ImageData ??= class {
    constructor(data, width, height) {
      Object.assign(this, { data, width, height });
    }
  };
  await openDecoder(await wasm("@jsquash/webp/codec/dec/webp_dec.wasm"));
  return {
    png: async (grey, width, height) => {
      const picture = new PNG({ width, height });
      picture.data = Buffer.from(grey);
      const plain = PNG.sync.write(picture, { colorType: 0, inputColorType: 0, inputHasAlpha: false });
      const bytes = Buffer.from(optimise(new Uint8Array(plain), 6, false, false));
      check("PNG", PNG.sync.read(bytes).data, grey);
      return bytes;
    },
    webp: async (grey, width, height) => {
      const options = { lossless: 1, quality: 100, method: 6, exact: 1 };
      const bytes = Buffer.from(await encodeWebp({ data: spread(grey), width, height }, options));
      check("WebP", (await decodeWebp(bytes)).data, grey);
      return bytes;
    },
  };
}

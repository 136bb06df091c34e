// Grey and coloured pictures as files of common lossless formats, as small as well-kept encoders make them, each read back and compared.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { init as openOxipng } from "@jsquash/oxipng/optimise.js";
import decodeWebp, { init as openDecoder } from "@jsquash/webp/decode.js";
import encodeWebp, { init as openEncoder } from "@jsquash/webp/encode.js";
import { PNG } from "pngjs";

const require = createRequire(import.meta.url);
const wasm = async (path) => new WebAssembly.Module(await readFile(require.resolve(path)));

/** Red, green, blue and opacity of pixels of one channel or three. */
function spread(pixels, channels) {
  const data = new Uint8ClampedArray((4 * pixels.length) / channels).fill(255);
  for (let i = 0; 4 * i < data.length; i++)
    for (let c = 0; c < 3; c++) data[4 * i + c] = pixels[channels * i + (c % channels)];
  return data;
}

function check(format, rgba, pixels, channels) {
  for (const [i, value] of pixels.entries()) {
    const found = rgba[4 * Math.floor(i / channels) + (i % channels)];
    if (found !== value) throw new Error(`${format} gives back ${found} for ${value} at ${i}`);
  }
}

/**
 * Encoders of pictures `[height, width, channels]`, one channel or three, in bytes to the bytes of a file: PNG by oxipng at its highest level (every filter,
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
    png: async (pixels, width, height, channels = 1) => {
      const picture = new PNG({ width, height });
      picture.data = Buffer.from(pixels);
      const type = channels === 1 ? 0 : 2;
      const plain = PNG.sync.write(picture, { colorType: type, inputColorType: type, inputHasAlpha: false });
      const bytes = Buffer.from(optimise(new Uint8Array(plain), 6, false, false));
      check("PNG", PNG.sync.read(bytes).data, pixels, channels);
      return bytes;
    },
    webp: async (pixels, width, height, channels = 1) => {
      const options = { lossless: 1, quality: 100, method: 6, exact: 1 };
      const bytes = Buffer.from(await encodeWebp({ data: spread(pixels, channels), width, height }, options));
      check("WebP", (await decodeWebp(bytes)).data, pixels, channels);
      return bytes;
    },
  };
}

// What grey pictures come to as PNG and WebP: all in one picture, and each in a file of its own.
import { pictureFormats } from "./picture-formats.mjs";

/** Pictures side by side, as many in a row as there are rows; what is left stays black. */
function inGrid(pictures, { height, width }) {
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const grid = new Uint8Array(rows * height * columns * width);
  for (const [n, picture] of pictures.entries())
    for (let y = 0; y < height; y++) {
      const row = Math.floor(n / columns) * height + y;
      grid.set(picture.subarray(y * width, (y + 1) * width), row * columns * width + (n % columns) * width);
    }
  return { grey: grid, height: rows * height, width: columns * width };
}

/** Names and bytes: of all pictures `[picture, height, width]` as one, of each alone, summed. */
export async function pictureSizes(numbers, { height, width }) {
  const { png, webp } = await pictureFormats();
  const each = height * width;
  const pictures = Array.from({ length: numbers.length / each }, (_, n) => numbers.subarray(n * each, (n + 1) * each));
  const grid = inGrid(pictures, { height, width });
  const strip = { grey: numbers, height: pictures.length * height, width };
  const rows = [];
  for (const [name, encode, forms] of [
    ["PNG, oxipng level 6", png, [grid, strip]],
    ["WebP lossless, slowest", webp, [grid]], // a strip would be higher than WebP allows
  ]) {
    let [whole, alone] = [Number.POSITIVE_INFINITY, 0];
    for (const form of forms) whole = Math.min(whole, (await encode(form.grey, form.width, form.height)).length);
    for (const picture of pictures) alone += (await encode(picture, width, height)).length;
    rows.push([`${name}, all in one picture`, whole], [`${name}, a file for each`, alone]);
  }
  return rows;
}

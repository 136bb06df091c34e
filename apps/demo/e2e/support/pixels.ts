import type { Locator } from "playwright-core";

/** What a page's canvas offers, without asking for the types of a page. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: "2d"): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: ArrayLike<number> };
  };
}

/** Red, green and blue of each pixel of a canvas, 0 to 255. */
export const coloursOf = (canvas: Locator): Promise<[number, number, number][]> =>
  canvas.evaluate((element) => {
    const { width, height, getContext } = element as unknown as Canvas;
    const { data } = getContext.call(element as unknown as Canvas, "2d").getImageData(0, 0, width, height);
    return Array.from({ length: width * height }, (_, i): [number, number, number] => [
      data[4 * i] as number,
      data[4 * i + 1] as number,
      data[4 * i + 2] as number,
    ]);
  });

/** Black and white pixels of a canvas as "0" and "1", "?" for any other. */
export const bitsOf = (canvas: Locator): Promise<string> =>
  canvas.evaluate((element) => {
    const { width, height, getContext } = element as unknown as Canvas;
    const { data } = getContext.call(element as unknown as Canvas, "2d").getImageData(0, 0, width, height);
    const symbols: Readonly<Record<number, string>> = { 0: "0", 765: "1" };
    return Array.from({ length: width * height }, (_, i) => {
      const sum = (data[4 * i] as number) + (data[4 * i + 1] as number) + (data[4 * i + 2] as number);
      return symbols[sum] ?? "?";
    }).join("");
  });

/** Brightness of each pixel, 0 to 1: the mean of red, green and blue. */
export const pixelsOf = async (canvas: Locator): Promise<number[]> =>
  (await coloursOf(canvas)).map(([red, green, blue]) => (red + green + blue) / 765);

/** Largest difference of two pictures. */
export const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));

/** Pearson's correlation of two pictures. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (x: readonly number[]) => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    return x.map((value) => value - mean);
  };
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, v, i) => sum + v * (y[i] as number), 0);
  const [da, db] = [centred(a), centred(b)];
  return dot(da, db) / Math.sqrt(dot(da, da) * dot(db, db));
}

import type { Picture } from "./decode-image.ts";

/** Source pixels that make up one target pixel along one axis, and how much of each. */
interface Window {
  readonly first: number;
  readonly weights: readonly number[];
}

const boxWindows = (from: number, to: number): Window[] =>
  Array.from({ length: to }, (_, i) => {
    const [low, high] = [(i * from) / to, ((i + 1) * from) / to];
    const first = Math.floor(low);
    const last = Math.min(from, Math.ceil(high - 1e-9));
    const overlap = (at: number) => (Math.min(at + 1, high) - Math.max(at, low)) / (high - low);
    return { first, weights: Array.from({ length: last - first }, (_, k) => overlap(first + k)) };
  });

const nearestWindows = (from: number, to: number): Window[] =>
  Array.from({ length: to }, (_, i) => ({ first: Math.floor(((i + 0.5) * from) / to), weights: [1] }));

/**
 * Stretches or shrinks a picture to `height` x `width`, without keeping its proportions. "box": each pixel is the mean of
 * the area that it covers; "nearest": the pixel at its centre.
 */
export function resize(picture: Picture, [height, width]: readonly [number, number], how: "box" | "nearest"): Picture {
  if (picture.height === height && picture.width === width) return picture;
  const { channels, bytes: from } = picture;
  const windows = how === "box" ? boxWindows : nearestWindows;
  const [rows, columns] = [windows(picture.height, height), windows(picture.width, width)];
  const bytes = new Uint8Array(height * width * channels);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (const [dy, down] of row.weights.entries()) {
          const start = (row.first + dy) * picture.width + column.first;
          for (const [dx, across] of column.weights.entries()) {
            sum += down * across * (from[(start + dx) * channels + channel] as number);
          }
        }
        bytes[at++] = Math.round(sum);
      }
    }
  }
  return { height, width, channels, bytes };
}

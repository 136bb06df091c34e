import type { Shape } from "@elbo/spec";

/**
 * Each pixel of a picture `[height, width, channel]` as the median of itself and its eight neighbours in its channel; at an
 * edge, of those that there are. Numbers that are no picture stay.
 */
export function medianOfNeighbours(values: Float32Array, shape: Shape): Float32Array {
  if (shape.length !== 3) return values.slice();
  const [height, width, channels] = shape as [number, number, number];
  return values.map((_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const near: number[] = [];
    for (let r = Math.max(0, row - 1); r <= Math.min(height - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
        near.push(values[(r * width + c) * channels + channel] as number);
      }
    }
    near.sort((a, b) => a - b);
    const middle = near.length >> 1;
    return near.length % 2 === 1
      ? (near[middle] as number)
      : ((near[middle - 1] as number) + (near[middle] as number)) / 2;
  });
}

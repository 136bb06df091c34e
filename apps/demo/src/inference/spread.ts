/** Mean and deviation of each pixel, `[pixel]`. */
export interface Spread {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Mean and deviation over pictures `[picture, pixel]`, with weights `[picture]` that sum to 1. */
export function spreadOf(pictures: Float32Array, weights: ArrayLike<number>): Spread {
  const pixels = pictures.length / weights.length;
  const [mean, square] = [new Float64Array(pixels), new Float64Array(pixels)];
  for (const [i, value] of pictures.entries()) {
    const [weight, pixel] = [weights[Math.floor(i / pixels)] as number, i % pixels];
    mean[pixel] = (mean[pixel] as number) + weight * value;
    square[pixel] = (square[pixel] as number) + weight * value * value;
  }
  return {
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(square, (s, i) => Math.sqrt(Math.max(0, s - (mean[i] as number) ** 2))),
  };
}

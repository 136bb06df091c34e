/**
 * Peak signal-to-noise ratio of one picture and its reconstruction, 10 log10(range^2 / mse), dB; infinite for equal ones.
 * `range` is the distance between the smallest and the largest possible value.
 */
export function psnr(x: ArrayLike<number>, y: ArrayLike<number>, range = 1): number {
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += ((x[i] as number) - (y[i] as number)) ** 2;
  return 10 * Math.log10((range * range * x.length) / squares);
}

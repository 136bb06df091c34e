const RADIUS = 5;
const SIGMA = 1.5;
const kernel = (() => {
  const raw = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA ** 2)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((v) => v / sum);
})();

/** The Gaussian window's mean around each pixel that has a whole window, `[height - 10, width - 10]`. */
function blurred(image: Float64Array, height: number, width: number): Float64Array {
  const [rows, columns] = [height - 2 * RADIUS, width - 2 * RADIUS];
  const across = new Float64Array(height * columns);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < columns; c++) {
      across[r * columns + c] = kernel.reduce((sum, k, i) => sum + k * (image[r * width + c + i] as number), 0);
    }
  }
  return Float64Array.from({ length: rows * columns }, (_, at) =>
    kernel.reduce((sum, k, i) => sum + k * (across[at + i * columns] as number), 0),
  );
}

/**
 * Structural similarity of two pictures `[height, width, channel]` (Wang et al. 2004, eq. 13): the mean over channels and
 * pixels of (2 mu_x mu_y + C1)(2 s_xy + C2) / ((mu_x^2 + mu_y^2 + C1)(s_x^2 + s_y^2 + C2)) in an 11x11 Gaussian window of
 * sigma 1.5, C1 = (0.01 range)^2, C2 = (0.03 range)^2. 1 for equal pictures.
 *
 * @throws RangeError below 11 pixels of height or width.
 */
export function ssim(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  range = 1,
): number {
  if (Math.min(height, width) <= 2 * RADIUS) {
    throw new RangeError(`expected pictures of at least 11x11 pixels, got ${height}x${width}`);
  }
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  let total = 0;
  for (let channel = 0; channel < channels; channel++) {
    const take = (of: (at: number) => number) =>
      blurred(
        Float64Array.from({ length: height * width }, (_, i) => of(i * channels + channel)),
        height,
        width,
      );
    const [left, right] = [(at: number) => x[at] as number, (at: number) => y[at] as number];
    const [mx, my] = [take(left), take(right)];
    const [xx, yy, xy] = [
      take((at) => left(at) ** 2),
      take((at) => right(at) ** 2),
      take((at) => left(at) * right(at)),
    ];
    const map = mx.map((a, i) => {
      const b = my[i] as number;
      const [vx, vy, cov] = [(xx[i] as number) - a * a, (yy[i] as number) - b * b, (xy[i] as number) - a * b];
      return ((2 * a * b + c1) * (2 * cov + c2)) / ((a * a + b * b + c1) * (vx + vy + c2));
    });
    total += map.reduce((a, b) => a + b, 0) / map.length / channels;
  }
  return total;
}

// Total-variation restoration of one grey picture, the baseline of restoration.mjs:
//   min over u of  sum |grad u|  +  weight / 2 sum over seen pixels of (u - y)^2
// (Rudin, Osher & Fatemi 1992; its form with hidden pixels: Chan & Shen 2001) by the primal-dual iteration of Chambolle & Pock
// (2011, algorithm 1) with steps tau = sigma = 1 / sqrt(8). grad takes differences to the right and below, 0 at the far edge.

/** Forward differences of `[height, width]`: across and down. */
function gradient(u, height, width, into) {
  const [across, down] = into;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      across[i] = column + 1 < width ? u[i + 1] - u[i] : 0;
      down[i] = row + 1 < height ? u[i + width] - u[i] : 0;
    }
  }
}

/** Minus the adjoint of `gradient`. */
function divergence([across, down], height, width, into) {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      const right = column + 1 < width ? across[i] : 0;
      const below = row + 1 < height ? down[i] : 0;
      into[i] = right - (column > 0 ? across[i - 1] : 0) + below - (row > 0 ? down[i - width] : 0);
    }
  }
}

/** The value that is minimised. */
export function totalVariationObjective(u, { y, mask, height, width, weight }) {
  const slopes = [new Float64Array(u.length), new Float64Array(u.length)];
  gradient(u, height, width, slopes);
  let sum = 0;
  for (let i = 0; i < u.length; i++) {
    sum += Math.hypot(slopes[0][i], slopes[1][i]) + (weight / 2) * (mask?.[i] ?? 1) * (u[i] - y[i]) ** 2;
  }
  return sum;
}

/** Restores y `[height, width]`; `mask` is 1 where a pixel is seen. */
export function restoreByTotalVariation({ y, mask, height, width, weight, iterations = 400 }) {
  const size = height * width;
  const step = 1 / Math.sqrt(8);
  const u = Float64Array.from(y, (v, i) => ((mask?.[i] ?? 1) === 1 ? v : 0.5));
  const ahead = u.slice();
  const dual = [new Float64Array(size), new Float64Array(size)];
  const slopes = [new Float64Array(size), new Float64Array(size)];
  const flow = new Float64Array(size);
  for (let iteration = 0; iteration < iterations; iteration++) {
    gradient(ahead, height, width, slopes);
    for (let i = 0; i < size; i++) {
      const [a, d] = [dual[0][i] + step * slopes[0][i], dual[1][i] + step * slopes[1][i]];
      const length = Math.max(1, Math.hypot(a, d));
      dual[0][i] = a / length;
      dual[1][i] = d / length;
    }
    divergence(dual, height, width, flow);
    for (let i = 0; i < size; i++) {
      const pull = step * weight * (mask?.[i] ?? 1);
      const next = (u[i] + step * flow[i] + pull * y[i]) / (1 + pull);
      ahead[i] = 2 * next - u[i];
      u[i] = next;
    }
  }
  return u;
}

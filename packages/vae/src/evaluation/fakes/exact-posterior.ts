import type { LinearGaussian } from "@elbo/datasets";
import { readParam } from "@elbo/engine";
import type { Arena } from "@elbo/spec";

/**
 * Writes into a linear VAE the law behind linear-gaussian data with two latents, and its exact posterior, which is
 * diagonal once z is turned so that the columns of W are at right angles (the prior does not notice):
 * variance_k = 1 / (1 + |w_k|^2 / s^2), mean_k = variance_k w_k . (x - b) / s^2. `tilt` adds to each log variance.
 */
export function writeExactPosterior(arena: Arena, { weights, bias, noise }: LinearGaussian, tilt = 0): void {
  const size = bias.length;
  const [first, second] = [0, 1].map((k) => Array.from({ length: size }, (_, i) => weights[2 * i + k] as number)) as [
    number[],
    number[],
  ];
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
  const angle = 0.5 * Math.atan2(2 * dot(first, second), dot(first, first) - dot(second, second));
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const columns = [
    first.map((v, i) => c * v + s * (second[i] as number)),
    first.map((v, i) => c * (second[i] as number) - s * v),
  ];
  const variances = columns.map((w) => 1 / (1 + dot(w, w) / noise ** 2));
  const put = (path: string, values: ArrayLike<number>) => readParam(arena, path).set(values);
  put("decoder/net/heads/mean/weight", columns.flat()); // [latent, x]
  put("decoder/net/heads/mean/bias", bias);
  const slope = (i: number, k: number) => ((variances[k] as number) * (columns[k]?.[i] as number)) / noise ** 2;
  const inward = Array.from({ length: 2 * size }, (_, at) => slope(at >> 1, at & 1)); // [x, latent]
  put("encoder/net/heads/mean/weight", inward);
  put(
    "encoder/net/heads/mean/bias",
    [0, 1].map((k) => -Array.from(bias).reduce((sum, b, i) => sum + b * slope(i, k), 0)),
  );
  put("encoder/net/heads/log-variance/weight", new Float32Array(2 * size));
  put(
    "encoder/net/heads/log-variance/bias",
    variances.map((v) => Math.log(v) + tilt),
  );
}

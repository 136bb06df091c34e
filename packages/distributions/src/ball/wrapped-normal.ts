import { norm, stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import { halfLog2Pi } from "../normal/normal-diagonal.ts";
import type { Scored } from "../scored.ts";
import { spread } from "../special/event-axes.ts";
import { logSinhRatio } from "../special/log-sinh-ratio.ts";

/** Parameters of `wrappedNormal`; they broadcast against each other. */
export interface WrappedNormalParameters {
  /** Where the centre lies, seen from the origin: direction, and geodesic distance as its length, `[...batch, latent]`. */
  readonly mean: tf.Tensor;
  /** log of the standard deviation along each axis of the tangent space, `[...batch, latent]`. */
  readonly logScale: tf.Tensor;
}

/** Keeps square roots differentiable at 0. */
const TINY = 1e-12;
/** Points are held inside this radius: beyond, 1 - |z|^2 has no digits left in float32. The geodesic distance there is 12.2. */
const EDGE = 1 - 1e-5;

const squared = (x: tf.Tensor) => tf.sum(tf.square(x), -1, true);
const room = (z: tf.Tensor) => tf.sub(1, squared(z));

/** The point at the end of the geodesic from the origin along v, tanh(|v| / 2) v / |v|. */
export function fromOrigin(v: tf.Tensor): tf.Tensor {
  const r = tf.sqrt(tf.add(squared(v), TINY));
  return tf.mul(v, tf.div(tf.tanh(tf.mul(r, 0.5)), r));
}

/** Moebius addition, x first (Ungar 2008): y moved by the isometry that takes the origin to x. */
export function moebius(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const dot = tf.mul(2, tf.sum(tf.mul(x, y), -1, true));
  const [xx, yy] = [squared(x), squared(y)];
  const sum = tf.add(tf.mul(tf.add(tf.add(1, dot), yy), x), tf.mul(tf.sub(1, xx), y));
  return tf.div(sum, tf.add(tf.add(1, dot), tf.mul(xx, yy)));
}

/**
 * z seen from `centre` m: direction, and geodesic distance as length; the inverse of v -> moebius(m, fromOrigin(v)).
 * With w = (z - m) / sqrt((1 - |m|^2)(1 - |z|^2)) and s = |w| the length is 2 arsinh(s), and the direction that of
 * w - s^2 sqrt((1 - |z|^2) / (1 - |m|^2)) m: no difference of numbers near 1, as -m + z in Moebius' sense would take.
 */
export function seenFrom(centre: tf.Tensor, z: tf.Tensor): tf.Tensor {
  const [here, there] = [room(centre), room(z)];
  const w = tf.div(tf.sub(z, centre), tf.sqrt(tf.mul(here, there)));
  const square = tf.add(squared(w), TINY);
  const s = tf.sqrt(square);
  const arsinh = tf.log1p(tf.add(s, tf.div(square, tf.add(1, tf.sqrt(tf.add(1, square))))));
  const way = tf.sub(w, tf.mul(tf.mul(square, tf.sqrt(tf.div(there, here))), centre));
  return tf.mul(way, tf.div(tf.mul(2, arsinh), tf.sqrt(tf.add(squared(way), TINY))));
}

/**
 * The wrapped normal on the Poincare ball of radius 1 and curvature -1 (Mathieu et al. 2019, eq. 4 and appendix B.3; Nagano et al.
 * 2019): v ~ N(0, diag scale^2) in the tangent space at the centre m, z at the end of its geodesic. With r = |v| = d(m, z),
 *
 *     log p(z) = log N(v; 0, diag scale^2) - (latent - 1) log(sinh(r) / r), nats,
 *
 * with respect to the ball's own measure (2 / (1 - |z|^2))^latent dz: `[...sample, ...batch, latent]` -> `[...sample, ...batch]`.
 * eventShape [latent]. Draws are pathwise; `mode` is the centre. A ball of curvature -c is this one with coordinates times sqrt(c)
 * and scales times sqrt(c).
 */
export function wrappedNormal({ mean, logScale }: WrappedNormalParameters): Scored<"mode"> {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(mean.shape, logScale.shape);
  const latent = shape.at(-1) as number;
  const centre = fromOrigin(mean);
  const scale = tf.exp(logScale);
  /** log density of the point whose tangent vector is v = scale u. */
  const density = (u: tf.Tensor, v: tf.Tensor) => {
    const normal = tf.sum(tf.sub(tf.mul(tf.square(u), -0.5), tf.add(logScale, halfLog2Pi)), -1);
    return tf.sub(normal, tf.mul(latent - 1, logSinhRatio(norm(v, -1))));
  };
  return {
    family: "wrapped-normal",
    batchShape: shape.slice(0, -1),
    eventShape: [latent],
    parameters: { mean, logScale, centre },
    gradient: "pathwise",
    draw: (samples, context) => {
      const u = context.noise("draw", [samples, ...shape], { law: "normal" });
      const v = tf.mul(scale, u);
      return { value: inside(moebius(centre, fromOrigin(v))), logProb: density(u, v) };
    },
    logProb: (value) => {
      const v = seenFrom(centre, value);
      return density(tf.div(v, scale), v);
    },
    frozen: () => wrappedNormal({ mean: stopGradient(mean), logScale: stopGradient(logScale) }),
    mode: () => spread(centre, shape),
  };
}

/** z, pulled back to `EDGE` where it lies beyond. */
function inside(z: tf.Tensor): tf.Tensor {
  const length = tf.sqrt(tf.add(squared(z), TINY));
  return tf.mul(z, tf.minimum(tf.div(EDGE, length), 1));
}

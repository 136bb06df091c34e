import * as tf from "@tensorflow/tfjs-core";

/** Weights of the scales, finest first (Wang et al. 2003, section 3.2). */
const EXPONENTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

/** The most scales that have a weight. */
export const MOST_SCALES = EXPONENTS.length;

const RADIUS = 5;
const SIGMA = 1.5;
/** Of numbers between 0 and 1. */
const [C1, C2] = [0.01 ** 2, 0.03 ** 2];
/** Factors below it count as it: a power below 1 has no slope at 0, and no value below. */
const LEAST = 1e-4;

/** What an 11-point Gaussian window of sigma 1.5 makes of `size` points, zeros beyond the edge: a band `[size, size]`. */
function band(size: number): tf.Tensor2D {
  const raw = Array.from({ length: 2 * RADIUS + 1 }, (_, i) => Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA ** 2)));
  const sum = raw.reduce((a, b) => a + b, 0);
  const at = (i: number) => (raw[(i % size) - Math.floor(i / size) + RADIUS] ?? 0) / sum;
  return tf.tensor2d(
    Float32Array.from({ length: size * size }, (_, i) => at(i)),
    [size, size],
  );
}

/** Structure (contrast and structure together) and the whole similarity of planes `[plane, height, width]`, `[plane]` each. */
function oneScale(x: tf.Tensor, y: tf.Tensor) {
  const [planes, height, width] = x.shape as [number, number, number];
  const [down, across] = [band(height), band(width)];
  /** Window means of a stack of planes, rows and columns exchanged. */
  const blurred = (of: tf.Tensor): tf.Tensor => {
    const n = of.shape[0] as number;
    const rows = tf.reshape(tf.matMul(tf.reshape(of, [n * height, width]) as tf.Tensor2D, across), [n, height, width]);
    const columns = tf.reshape(tf.transpose(rows, [0, 2, 1]), [n * width, height]) as tf.Tensor2D;
    return tf.reshape(tf.matMul(columns, down), [n, width, height]);
  };
  const all = blurred(tf.concat([x, y, tf.square(x), tf.square(y), tf.mul(x, y)], 0));
  const [mx, my, xx, yy, xy] = tf.split(all, 5, 0) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [mxx, myy, mxy] = [tf.square(mx), tf.square(my), tf.mul(mx, my)];
  const spread = tf.add(tf.sub(xx, mxx), tf.sub(yy, myy));
  const structure = tf.div(tf.add(tf.mul(2, tf.sub(xy, mxy)), C2), tf.add(spread, C2));
  const luminance = tf.div(tf.add(tf.mul(2, mxy), C1), tf.add(tf.add(mxx, myy), C1));
  const mean = (of: tf.Tensor) => tf.mean(tf.reshape(of, [planes, -1]), 1);
  return { structure: mean(structure), whole: mean(tf.mul(luminance, structure)) };
}

/** Means of 2x2 pixels; an odd row or column at the end is left out. */
function halved(x: tf.Tensor): tf.Tensor {
  const [planes, height, width] = x.shape as [number, number, number];
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const even = tf.slice(x, [0, 0, 0], [planes, 2 * h, 2 * w]);
  return tf.mean(tf.reshape(even, [planes, h, 2, w, 2]), [2, 4]);
}

/**
 * Multi-scale structural similarity (Wang, Simoncelli & Bovik 2003, eq. 7) of pictures `[...lead, height, width, channel]` of
 * numbers between 0 and 1, `[...lead]`: prod_{j < M} cs_j^{w_j} ssim_M^{w_M}, cs the mean over channels and pixels of contrast and
 * structure, ssim that of the whole similarity, in an 11x11 Gaussian window with zeros beyond the edge, at M scales that 2x2
 * means make. 1 for equal pictures. With fewer than five scales the weights are the first M, scaled to a sum of 1. A factor
 * below 1e-4 counts as 1e-4.
 */
export function multiScaleSimilarity(x: tf.Tensor, y: tf.Tensor, scales: number = MOST_SCALES): tf.Tensor {
  const lead = x.shape.slice(0, -3);
  const [height, width, channels] = x.shape.slice(-3) as [number, number, number];
  const planes = (of: tf.Tensor) =>
    tf.reshape(tf.transpose(tf.reshape(of, [-1, height, width, channels]), [0, 3, 1, 2]), [-1, height, width]);
  const weights = EXPONENTS.slice(0, scales);
  const sum = weights.reduce((a, b) => a + b, 0);
  let [left, right] = [planes(x), planes(y)];
  const factors = weights.map((weight, j) => {
    const { structure, whole } = oneScale(left, right);
    const last = j === weights.length - 1;
    if (!last) [left, right] = [halved(left), halved(right)];
    const factor = tf.mean(tf.reshape(last ? whole : structure, [-1, channels]), 1);
    return tf.pow(tf.maximum(factor, LEAST), weight / sum);
  });
  return tf.reshape(
    factors.reduce((a, b) => tf.mul(a, b)),
    lead,
  );
}

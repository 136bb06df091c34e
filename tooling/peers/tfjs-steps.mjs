// What the tfjs-node baselines share: the real tfjs-node, their arguments, and the timing of whole training steps.
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { locateAddon } from "../tfjs-node/addon.mjs";

/** tfjs with the native backend. Threads are TensorFlow's own choice unless the environment says otherwise. */
export function loadTfjsNode() {
  const { root } = locateAddon();
  return createRequire(import.meta.url)(join(root, "dist/index.js"));
}

export function readArguments() {
  const number = (text) => ({ type: "string", default: String(text) });
  const { values } = parseArgs({
    options: { threads: number(1), batch: number(128), warmup: number(10), steps: number(50), seed: number(0) },
  });
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
}

const median = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

/** Glorot-uniform variable of `shape`. */
export const glorot = (tf, shape, fanIn, fanOut) => {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return tf.variable(tf.randomUniform(shape, -limit, limit));
};

/** Sum over pixels of the Bernoulli negative log-likelihood at `logits`, plus the Gaussian KL: the mean over the batch. */
export function negativeElbo(tf, { x, logits, mean, logVariance }) {
  const element = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, x)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
  const nll = tf.sum(tf.reshape(element, [x.shape[0], -1]), 1);
  const kl = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(1, logVariance));
  return tf.mean(tf.add(nll, tf.mul(0.5, tf.sum(kl, 1))));
}

export const reparametrise = (tf, mean, logVariance) =>
  tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), tf.randomNormal(mean.shape)));

/** Binarises on the host: tf.randomUniform (seedrandom in JavaScript) takes 15 ms for these 100,352 values, this takes 1. */
const binarised = (grey) => grey.map((value) => (Math.random() < value ? 1 : 0));

/** Trains `loss(x)` with Adam on freshly binarised grey values and prints one JSON line: milliseconds per step. */
export function reportSteps(tf, { name, loss, shape, variables }, { threads, warmup, steps }) {
  const grey = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.random());
  const adam = tf.train.adam(1e-3);
  const step = () =>
    tf.tidy(() => {
      const x = tf.tensor(binarised(grey), shape);
      return adam.minimize(() => loss(x), true, variables).dataSync()[0];
    });
  for (let i = 0; i < warmup; i++) step();
  const times = Array.from({ length: steps }, () => {
    const start = performance.now();
    step();
    return performance.now() - start;
  });
  const version = tf.version["tfjs-node"] ?? tf.version.tfjs;
  console.log(JSON.stringify({ peer: "tfjs-node", version, model: name, threads, median: median(times), times }));
}

import { stopGradient } from "@elbo/program";
import type { Context, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { firstAccepted } from "./first-accepted.ts";

/** Below this rate, by inversion; above, by rejection. */
const SMALL = 10;
/** P(x > 40) at rate 10 is 10^-12. */
const LARGEST = 40;
/** Each is accepted with probability 0.8 or more: all are refused once in 10^11 draws. */
const PROPOSALS = 16;

/** Smallest k whose distribution function exceeds the uniform, by p_k = p_{k-1} rate / k. */
function byInversion(rate: tf.Tensor, u: tf.Tensor): tf.Tensor {
  let mass: tf.Tensor = tf.exp(tf.neg(rate));
  let sum = mass;
  let k: tf.Tensor = tf.zerosLike(u);
  for (let i = 1; i <= LARGEST; i++) {
    k = tf.add(k, tf.cast(tf.greater(u, sum), "float32"));
    mass = tf.mul(mass, tf.div(rate, i));
    sum = tf.add(sum, mass);
  }
  return k;
}

/**
 * Poisson draws `[...draws]`, float32, for `rate` > 0 that broadcasts to it; `logMass(k)` is log p of `[...draws, proposal]`
 * candidates. Rates below 10 by inversion, others by transformed rejection (Hoermann 1993, algorithm PTRS). No gradient.
 */
export function drawPoisson(
  rate: tf.Tensor,
  logMass: (k: tf.Tensor) => tf.Tensor,
  draws: Shape,
  context: Context,
): tf.Tensor {
  const mu = tf.add(stopGradient(rate), tf.zeros([...draws]));
  const at = context.at("poisson");
  const all = [...draws, PROPOSALS];
  const few = byInversion(tf.minimum(mu, tf.fill([...draws], SMALL)), at.noise("few", draws, { law: "uniform" }));
  const held = tf.expandDims(tf.maximum(mu, tf.fill([...draws], SMALL)), -1);
  const b = tf.add(0.931, tf.mul(2.53, tf.sqrt(held)));
  const a = tf.sub(tf.mul(0.02483, b), 0.059);
  const u = tf.sub(at.noise("place", all, { law: "uniform" }), 0.5);
  const us = tf.sub(0.5, tf.abs(u));
  const k = tf.floor(tf.add(tf.mul(tf.add(tf.div(tf.mul(2, a), us), b), u), tf.add(held, 0.43)));
  const steepness = tf.add(1.1239, tf.div(1.1328, tf.sub(b, 3.4)));
  const height = tf.div(
    tf.mul(at.noise("accept", all, { law: "uniform" }), steepness),
    tf.add(tf.div(a, tf.square(us)), b),
  );
  const valid = tf.greaterEqual(k, 0);
  const candidates = tf.maximum(k, tf.zerosLike(k));
  const accepted = tf.logicalAnd(valid, tf.lessEqual(tf.log(height), logMass(candidates)));
  const many = firstAccepted(candidates, accepted);
  return tf.where(tf.less(mu, SMALL), few, many);
}

import { log1mexp } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import { around } from "./around.ts";

/** log(sinh(x) / x), elementwise: even in x, 0 at 0, by its series for |x| < 1/2 and without overflow far out. */
export const logSinhRatio = (x: tf.Tensor): tf.Tensor =>
  around(
    x,
    0.5,
    (small) => {
      const a = tf.square(small);
      const terms = [1 / 6, -1 / 180, 1 / 2835, -1 / 37800, 1 / 467775];
      return tf.mul(
        a,
        terms.reduceRight<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, a), c), tf.zerosLike(a)),
      );
    },
    (large) => {
      const twice = tf.mul(tf.abs(large), 2);
      return tf.sub(tf.add(tf.mul(twice, 0.5), log1mexp(twice)), tf.log(twice));
    },
  );

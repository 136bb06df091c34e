import * as tf from "@tensorflow/tfjs-core";

/**
 * One-sample estimate of KL(q || p) at draws z ~ q: log q(z) - log p(z), nats, `[sample, batch]`.
 * Unbiased; single values may be negative.
 */
export const monteCarloKl = (logQ: tf.Tensor, logP: tf.Tensor): tf.Tensor => tf.sub(logQ, logP);

import { logSumExp, normal } from "@elbo/distributions";
import { type Distribution, type Field, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Seen } from "../corruption.ts";
import { overValues, type Values, valuesOf } from "./values.ts";

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

type Score = NonNullable<Distribution["logProb"]>;

/** log N(y; v, sigma^2) of every value v, `[value, ...y]`. */
const noiseAt = (y: tf.Tensor, nodes: tf.Tensor, sigma: number) => {
  const away = tf.div(tf.sub(tf.expandDims(y, 0), nodes), sigma);
  return tf.sub(tf.mul(tf.square(away), -0.5), Math.log(sigma) + halfLog2Pi);
};

/** @throws NotSupportedError for numbers without bounds whose law has no closed form with noise. */
function listed(elements: Distribution, field: Pick<Field, "support" | "levels">): Values {
  const values = valuesOf(field);
  if (values) return values;
  throw new NotSupportedError(`"${elements.family}" with Gaussian noise has no closed form`, {
    where: "vae.restore",
    expected: "a Gaussian likelihood, or x in 0..1",
    received: `${field.support} numbers`,
  });
}

/**
 * The law of y = x + sigma n, n ~ N(0, 1), of each element of p(x|z): in closed form where the distribution has one; else
 * log sum_k w_k N(y; v_k, sigma^2) over the values v_k that an element can take, w_k their shares of p(x|z): exact for masses.
 *
 * @throws NotSupportedError where there is neither.
 */
export function noisyLaw(
  elements: Distribution,
  field: Pick<Field, "support" | "levels">,
  sigma: number,
): Distribution {
  const closed = elements.withNoise?.(sigma);
  if (closed) return closed;
  const values = listed(elements, field);
  const score = elements.logProb as Score;
  const { mean } = elements;
  return {
    family: "noisy",
    batchShape: elements.batchShape,
    eventShape: [],
    parameters: {},
    gradient: "none",
    ...(mean ? { mean } : {}),
    logProb: (y) => {
      const nodes = values.along(y.rank);
      const raw = score(nodes); // [value, sample, batch, ...x]
      return tf.sub(logSumExp(tf.add(raw, noiseAt(y, nodes, sigma)), 0), logSumExp(raw, 0));
    },
  };
}

/**
 * p(x|z, y) of each element, proportional to p(x|z) N(y; x, sigma^2) where it is seen: of a Gaussian the Gaussian of summed
 * precisions, else over the values that it can take.
 */
export function denoised(
  elements: Distribution,
  { y, mask }: Seen,
  field: Pick<Field, "support" | "levels">,
  sigma: number,
): Distribution {
  if (elements.withNoise && elements.variance && elements.mean) {
    const [mean, variance] = [elements.mean(), elements.variance()];
    const gain = tf.mul(mask, tf.div(variance, tf.add(variance, sigma * sigma)));
    return normal({
      mean: tf.add(mean, tf.mul(gain, tf.sub(y, mean))),
      scale: tf.sqrt(tf.mul(variance, tf.sub(1, gain))),
    });
  }
  const values = listed(elements, field);
  const nodes = values.along(elements.batchShape.length);
  const raw = (elements.logProb as Score)(nodes);
  return overValues(tf.add(raw, tf.mul(tf.expandDims(mask, 0), noiseAt(y, nodes, sigma))), values);
}

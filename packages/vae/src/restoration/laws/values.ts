import type { Distribution, Field } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Grey levels of pictures that do not say theirs. */
const LEVELS = 256;

/** Evenly spaced numbers from 0 to 1. */
export interface Values {
  readonly count: number;
  /** `[value, 1, ..]` with `rank` axes behind the first. */
  along(rank: number): tf.Tensor;
}

/** The values that an element can take, or so many of them; undefined where it has no bounds. */
export function valuesOf({ support, levels }: Pick<Field, "support" | "levels">): Values | undefined {
  if (support !== "binary" && support !== "unit") return undefined;
  const count = support === "binary" ? 2 : (levels ?? LEVELS);
  const all = Array.from({ length: count }, (_, k) => k / (count - 1));
  return { count, along: (rank) => tf.reshape(tf.tensor1d(all), [count, ...new Array<number>(rank).fill(1)]) };
}

/** The law of elements that take each value with a probability; `logits` `[value, sample, batch, ...x]` are unnormalised. */
export function overValues(logits: tf.Tensor, { count, along }: Values): Distribution {
  const shape = logits.shape.slice(1);
  const raw = tf.exp(tf.sub(logits, tf.max(logits, 0, true)));
  const shares = tf.div(raw, tf.sum(raw, 0, true));
  const nodes = along(shape.length);
  const mean = tf.sum(tf.mul(shares, nodes), 0);
  return {
    family: "over-values",
    mass: true,
    batchShape: shape,
    eventShape: [],
    parameters: { logits },
    gradient: "none",
    mean: () => mean,
    variance: () => tf.sum(tf.mul(shares, tf.square(tf.sub(nodes, tf.expandDims(mean, 0)))), 0),
    draw: (samples, context) => {
      const u = tf.expandDims(context.noise("value", [samples, ...shape], { law: "uniform" }), 1);
      const below = tf.cast(tf.less(tf.expandDims(tf.cumsum(shares, 0), 0), u), "float32"); // [sample, value, ...]
      const value = tf.div(tf.minimum(tf.sum(below, 1), count - 1), count - 1);
      return { value, logProb: tf.zerosLike(value) };
    },
  };
}

/** Variance of each element of p(x|z): its own, else over the values that it can take; undefined where there is neither. */
export function varianceOf(elements: Distribution, field: Pick<Field, "support" | "levels">): tf.Tensor | undefined {
  if (elements.variance) return elements.variance();
  const values = valuesOf(field);
  if (!values || !elements.logProb) return undefined;
  return overValues(elements.logProb(values.along(elements.batchShape.length)), values).variance?.();
}

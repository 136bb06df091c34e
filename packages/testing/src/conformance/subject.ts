import { bindParams, eagerContext, fillNoise, initialValue, listParams } from "@elbo/program";
import type { Context, Named, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** A part made callable for the suites: parameters, and one call that gives all its tensors by name. */
export interface Subject {
  readonly params: ParamTree;
  /** Calls the part on the first `batch` examples of a fixed batch. Outputs have the batch axis where `batchAxis` says. */
  call(values: Values<ParamTree>, batch: number, context: Context): Named<tf.Tensor>;
  /** Position of the batch axis in every output; undefined when outputs are not per example. */
  readonly batchAxis?: number;
  /** Does the part draw? Then another step must give other outputs. */
  readonly random: boolean;
  /** Knob values by path. */
  readonly knobs?: Named<number>;
  /** Initial values from data, by parameter path. */
  readonly examples?: Named<Float32Array>;
  /** Least share of gradient entries that must differ from zero; below 0.95 only with a reason. */
  readonly gradientShare?: number;
  /** Parameters that no gradient reaches by design, e.g. unused table rows. */
  readonly training?: boolean;
}

/** Where one call stands. */
export interface CallKey {
  readonly seed?: bigint;
  readonly step?: number;
  readonly batch?: number;
}

/** Initial values moved by N(0, 0.3^2), so that no layer is all zero; constant within one suite. */
export function randomValues({ params, examples = {} }: Subject): Named<Float32Array> {
  return Object.fromEntries(
    listParams(params).map(({ path, spec }) => {
      const value = initialValue(path, spec, 7n, examples[path]);
      if (spec.state) return [path, value];
      const noise = new Float32Array(value.length);
      fillNoise(noise, { law: "normal" }, { seed: 11n, step: 0, path: `suite/${path}` });
      return [path, value.map((x, i) => x + 0.3 * (noise[i] as number))];
    }),
  );
}

/** Runs a call on given values inside one tidy, as a runner does, and reads the outputs out. */
export function callOn(
  subject: Subject,
  values: Named<Float32Array>,
  { seed = 1n, step = 0, batch = 3 }: CallKey = {},
): Named<{ readonly shape: readonly number[]; readonly data: Float32Array }> {
  return tf.tidy(() => {
    const { context } = eagerContext({
      seed,
      step,
      training: subject.training ?? true,
      ...(subject.knobs ? { knobs: subject.knobs } : {}),
    });
    const bound = bindParams(subject.params, (path, spec) => tf.tensor(values[path] as Float32Array, [...spec.shape]));
    const outputs = subject.call(bound, batch, context);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, x]) => [name, { shape: x.shape, data: Float32Array.from(x.dataSync()) }]),
    );
  }) as never;
}

/** A scalar made of all float outputs, each entry with its own fixed weight. */
export const projection = (outputs: Named<tf.Tensor>): tf.Tensor =>
  Object.entries(outputs)
    .filter(([, x]) => x.dtype === "float32")
    .map(([name, x]) => {
      const weights = new Float32Array(x.size);
      fillNoise(weights, { law: "normal" }, { seed: 5n, step: 0, path: `projection/${name}` });
      return tf.sum(tf.mul(x, tf.tensor(weights, x.shape)));
    })
    .reduce((a, b) => tf.add(a, b));

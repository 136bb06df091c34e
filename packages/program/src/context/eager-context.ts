import { type Context, type Named, type NoiseKey, NotSupportedError, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { fillNoise } from "../noise/fill-noise.ts";
import { createContext } from "./create-context.ts";

/** A context for calling parts directly on tfjs, and what they said through it. */
export interface Eager {
  readonly context: Context;
  /** State tensor -> its next value, in order of the calls. */
  readonly updates: ReadonlyMap<tf.Tensor, tf.Tensor>;
  /** Extra terms by path. */
  readonly added: Named<tf.Tensor>;
}

/** Values for noise and knobs come at once: from `key`, and from `knobs` by path. */
export function eagerContext({
  seed = 0n,
  step = 0,
  offset = 0,
  knobs = {},
  training = true,
}: Partial<NoiseKey> & { readonly knobs?: Named<number>; readonly training?: boolean } = {}): Eager {
  const updates = new Map<tf.Tensor, tf.Tensor>();
  const added: Record<string, tf.Tensor> = {};
  const rowsBefore = (shape: Shape) => offset * shape.slice(1).reduce((a, b) => a * b, 1);
  const context = createContext(
    {
      noise: (path, shape, law) => {
        const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
        fillNoise(values, law, { seed, step, path, first: rowsBefore(shape), row: shape.at(-1) ?? 1 });
        return tf.tensor(values, [...shape], "float32");
      },
      knob: (path) => {
        const value = knobs[path];
        if (value === undefined) {
          throw new NotSupportedError(`no value for knob "${path}"`, {
            where: "program/context",
            remedy: "Pass it in `knobs`.",
          });
        }
        return tf.scalar(value);
      },
      update: (state, next) => void updates.set(state, next),
      add: (path, value) => {
        added[path] = value;
      },
    },
    { training },
  );
  return { context, updates, added };
}

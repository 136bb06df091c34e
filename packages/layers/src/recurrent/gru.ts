import { scan, zeros } from "@elbo/program";
import type { ParamSpec, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { product } from "../dense/linear.ts";
import { orthogonal } from "../initialisers/orthogonal.ts";
import { weightInitialiser } from "../initialisers/weight-initialiser.ts";
import { validTokens } from "./valid-tokens.ts";

/** Gates in the order reset, update, candidate along the last axis of `input`, `bias` and `recurrent`. */
export type GruParams = {
  /** `[input, 3 hidden]` */
  readonly input: ParamSpec;
  /** `[3 hidden]` */
  readonly bias: ParamSpec;
  /** `[hidden, 3 hidden]` */
  readonly recurrent: ParamSpec;
  /** `[hidden]`, inside the reset gate's product. */
  readonly candidateBias: ParamSpec;
};

/** How a sequence is read. */
export interface GruOptions {
  /** `[batch, hidden]`; default zeros. */
  readonly initial?: tf.Tensor;
  /** int32 `[batch]`: tokens that count. Beyond them the state stands still, in both directions. */
  readonly lengths?: tf.Tensor;
  /** Read from the last step to the first. */
  readonly reverse?: boolean;
}

/** A recurrent layer and its pieces. */
export interface Gru {
  readonly params: GruParams;
  /** The part of the gates that the input decides, for all steps at once: x `[..., input]` -> `[..., 3 hidden]`. */
  project(values: Values<GruParams>, x: tf.Tensor): tf.Tensor;
  /** One step: state `[batch, hidden]`, projected `[batch, 3 hidden]` -> the next state. */
  step(values: Values<GruParams>, state: tf.Tensor, projected: tf.Tensor): tf.Tensor;
  /** All steps of projected `[time, batch, 3 hidden]`: states `[time, batch, hidden]`, in the input's order, and the last state read. */
  run(
    values: Values<GruParams>,
    projected: tf.Tensor,
    options?: GruOptions,
  ): { readonly states: tf.Tensor; readonly last: tf.Tensor };
  /** `run` after `project`: x `[time, batch, input]`. */
  apply(
    values: Values<GruParams>,
    x: tf.Tensor,
    options?: GruOptions,
  ): { readonly states: tf.Tensor; readonly last: tf.Tensor };
}

/** A pre-activation at which the update gate is exactly 1 in float32, so that the state stands still. */
const shut = 100;

/**
 * A gated recurrent unit (Cho et al. 2014, in PyTorch's form):
 * `r = s(x W_r + b_r + h U_r)`, `u = s(x W_u + b_u + h U_u)`, `n = tanh(x W_n + b_n + r (h U_n + c))`,
 * `h' = (1 - u) n + u h`. The three products with h are one; the input's products are one for all steps.
 *
 * @throws ConfigError for a size below 1.
 */
export function gru({
  input,
  hidden,
  where = "layers/gru",
}: {
  readonly input: number;
  readonly hidden: number;
  readonly where?: string;
}): Gru {
  checkSize(input, "input width", where);
  checkSize(hidden, "hidden width", where);
  const cell = (values: Values<GruParams>, state: tf.Tensor, gates: tf.Tensor, candidate: tf.Tensor): tf.Tensor => {
    const [inner, again] = tf.split(tf.matMul(state, values.recurrent), [2 * hidden, hidden], 1) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const [reset, update] = tf.split(tf.sigmoid(tf.add(gates, inner)), 2, 1) as [tf.Tensor, tf.Tensor];
    const fresh = tf.tanh(tf.add(candidate, tf.mul(reset, tf.add(again, values.candidateBias))));
    return tf.add(fresh, tf.mul(update, tf.sub(state, fresh)));
  };
  const parts = (projected: tf.Tensor) => tf.split(projected, [2 * hidden, hidden], -1) as [tf.Tensor, tf.Tensor];
  const layout = { layer: "gru" } as const;
  const layer: Gru = {
    params: {
      input: { shape: [input, 3 * hidden], init: weightInitialiser("glorot-uniform", input, hidden), layout },
      bias: { shape: [3 * hidden], init: zeros, layout },
      recurrent: { shape: [hidden, 3 * hidden], init: orthogonal(1, 3), layout },
      candidateBias: { shape: [hidden], init: zeros, layout },
    },
    project: (values, x) => tf.add(product(x, values.input), values.bias),
    step: (values, state, projected) => cell(values, state, ...parts(projected)),
    run: (values, projected, { initial, lengths, reverse = false } = {}) => {
      const [time, batch] = projected.shape as [number, number];
      const ordered = (x: tf.Tensor) => (reverse ? tf.reverse(x, 0) : x);
      const [open, candidate] = parts(projected);
      const gates = lengths === undefined ? open : tf.add(open, tf.mul(tf.sub(1, validTokens(lengths, time)), shut));
      const { state, out } = scan(
        ({ h }, x) => {
          const next = cell(values, h as tf.Tensor, x.gates as tf.Tensor, x.candidate as tf.Tensor);
          return { state: { h: next }, out: { h: next } };
        },
        { h: initial ?? tf.zeros([batch, hidden]) },
        { gates: ordered(gates), candidate: ordered(candidate) },
      );
      return { states: ordered(out.h as tf.Tensor), last: state.h as tf.Tensor };
    },
    apply: (values, x, options) => layer.run(values, layer.project(values, x), options),
  };
  return layer;
}

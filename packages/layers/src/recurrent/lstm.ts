import { scan } from "@elbo/program";
import type { Initialiser, ParamSpec, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { orthogonal } from "../initialisers/orthogonal.ts";
import { weightInitialiser } from "../initialisers/weight-initialiser.ts";
import { projectsFirst } from "./token-projection.ts";
import { validTokens } from "./valid-tokens.ts";

/** Gates in the order input, forget, candidate, output along the last axis, as in PyTorch. */
export type LstmParams = {
  /** `[input, 4 hidden]` */
  readonly input: ParamSpec;
  /** `[4 hidden]`; the forget gate's part starts at 1 (Jozefowicz et al. 2015). */
  readonly bias: ParamSpec;
  /** `[hidden, 4 hidden]` */
  readonly recurrent: ParamSpec;
};

/** What is carried from step to step, `[batch, hidden]` each: `h` is the output, `c` the memory. */
export interface LstmState {
  readonly h: tf.Tensor;
  readonly c: tf.Tensor;
}

/** How a sequence is read. */
export interface LstmOptions {
  /** Default zeros. */
  readonly initial?: LstmState;
  /** int32 `[batch]`: tokens that count. Beyond them the state stands still, in both directions. */
  readonly lengths?: tf.Tensor;
  /** Read from the last step to the first. */
  readonly reverse?: boolean;
}

/** Every output and the last state read. */
export interface LstmStates {
  /** `[time, batch, hidden]`, in the input's order. */
  readonly states: tf.Tensor;
  readonly last: LstmState;
}

/** A recurrent layer and its pieces. */
export interface Lstm {
  readonly params: LstmParams;
  /** The input's part of the gates, for all steps at once: x `[..., input]` -> `[..., 4 hidden]`. */
  project(values: Values<LstmParams>, x: tf.Tensor): tf.Tensor;
  /**
   * The same for tokens, int32 `[...]`, and the table `[rows, input]` of their vectors, by whichever way is less work: the
   * table projected once and looked up, or looked up and projected.
   */
  projectTokens(values: Values<LstmParams>, table: tf.Tensor, tokens: tf.Tensor): tf.Tensor;
  /** One step: the input's part `[batch, 4 hidden]` -> the next state. */
  step(values: Values<LstmParams>, state: LstmState, drive: tf.Tensor): LstmState;
  /** All steps of `[time, batch, 4 hidden]`. */
  run(values: Values<LstmParams>, drive: tf.Tensor, options?: LstmOptions): LstmStates;
  /** `run` after `project`: x `[time, batch, input]`. */
  apply(values: Values<LstmParams>, x: tf.Tensor, options?: LstmOptions): LstmStates;
}

/** 0, and 1 in the second of four parts: the forget gate's. */
const openToForget: Initialiser = (shape) => {
  const size = shape[0] as number;
  return new Float32Array(size).fill(1, size / 4, size / 2);
};

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; with forget gates, Gers et al. 2000; PyTorch's form):
 * `i, f, o = s(x W + b + h U)`, `g = tanh(x W_g + b_g + h U_g)`, `c' = f c + i g`, `h' = o tanh(c')`. The input's products are
 * one for all steps.
 *
 * @throws ConfigError for a size below 1.
 */
export function lstm({
  input,
  hidden,
  where = "layers/lstm",
}: {
  readonly input: number;
  readonly hidden: number;
  readonly where?: string;
}): Lstm {
  checkSize(input, "input width", where);
  checkSize(hidden, "hidden width", where);
  const cell = (recurrent: tf.Tensor, { h, c }: LstmState, drive: tf.Tensor): LstmState => {
    const gates = tf.add(tf.matMul(h, recurrent), drive);
    const [open, forget, fresh, shown] = tf.split(gates, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const kept = tf.add(tf.mul(tf.sigmoid(forget), c), tf.mul(tf.sigmoid(open), tf.tanh(fresh)));
    return { h: tf.mul(tf.sigmoid(shown), tf.tanh(kept)), c: kept };
  };
  const layer: Lstm = {
    params: {
      input: { shape: [input, 4 * hidden], init: weightInitialiser("glorot-uniform", input, hidden) },
      bias: { shape: [4 * hidden], init: openToForget },
      recurrent: { shape: [hidden, 4 * hidden], init: orthogonal(1, 4) },
    },
    project: (values, x) => {
      const flat = tf.add(tf.matMul(tf.reshape(x, [-1, input]), values.input), values.bias);
      return tf.reshape(flat, [...x.shape.slice(0, -1), 4 * hidden]);
    },
    projectTokens: (values, table, tokens) => {
      const look = (x: tf.Tensor) => tf.gather(x, tokens as tf.Tensor1D);
      return projectsFirst(table, tokens, input)
        ? look(layer.project(values, table))
        : layer.project(values, look(table));
    },
    step: (values, state, drive) => cell(values.recurrent, state, drive),
    run: (values, drive, { initial, lengths, reverse = false } = {}) => {
      const [time, batch] = drive.shape as [number, number];
      const ordered = (x: tf.Tensor) => (reverse ? tf.reverse(x, 0) : x);
      const start = initial ?? { h: tf.zeros([batch, hidden]), c: tf.zeros([batch, hidden]) };
      const counted = lengths && ordered(validTokens(lengths, time));
      const { state, out } = scan(
        (before, x) => {
          const old = { h: before.h as tf.Tensor, c: before.c as tf.Tensor };
          const made = cell(values.recurrent, old, x.drive as tf.Tensor);
          const seen = x.counted;
          const stay = (from: tf.Tensor, to: tf.Tensor) =>
            seen === undefined ? to : tf.add(tf.mul(seen, to), tf.mul(tf.sub(1, seen), from));
          const next = { h: stay(old.h, made.h), c: stay(old.c, made.c) };
          return { state: next, out: { h: next.h } };
        },
        { h: start.h, c: start.c },
        { drive: ordered(drive), ...(counted && { counted }) },
      );
      return { states: ordered(out.h as tf.Tensor), last: { h: state.h as tf.Tensor, c: state.c as tf.Tensor } };
    },
    apply: (values, x, options) => layer.run(values, layer.project(values, x), options),
  };
  return layer;
}

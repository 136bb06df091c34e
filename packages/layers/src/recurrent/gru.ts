import { scan, zeros } from "@elbo/program";
import type { ParamSpec, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { orthogonal } from "../initialisers/orthogonal.ts";
import { weightInitialiser } from "../initialisers/weight-initialiser.ts";
import { projectsFirst } from "./token-projection.ts";
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

/** What an input adds before the nonlinearities. */
export interface Drive {
  /** To the reset and the update gate: `[..., 2 hidden]`. */
  readonly gates: tf.Tensor;
  /** To the candidate: `[..., hidden]`. */
  readonly candidate: tf.Tensor;
}

/** How a sequence is read. */
export interface GruOptions {
  /** `[batch, hidden]`; default zeros. */
  readonly initial?: tf.Tensor;
  /** int32 `[batch]`: tokens that count. Beyond them the state stands still, in both directions. */
  readonly lengths?: tf.Tensor;
  /** Read from the last step to the first. */
  readonly reverse?: boolean;
  /** Another input's part, the same at each step: `[batch, ...]`. */
  readonly each?: Drive;
}

/** Every state and the last one read. */
export interface GruStates {
  /** `[time, batch, hidden]`, in the input's order. */
  readonly states: tf.Tensor;
  /** `[batch, hidden]` */
  readonly last: tf.Tensor;
}

/** A recurrent layer and its pieces. */
export interface Gru {
  readonly params: GruParams;
  /** The parts of `[..., 3 hidden]`. */
  drive(x: tf.Tensor): Drive;
  /** The input's part, for all steps at once: x `[..., input]`. */
  project(values: Values<GruParams>, x: tf.Tensor): Drive;
  /**
   * The same for tokens, int32 `[...]`, and the table `[rows, input]` of their vectors. Where the table has no more rows
   * than tokens and is not much taller than wide, its rows are projected once and then looked up: less work, same numbers.
   */
  projectTokens(values: Values<GruParams>, table: tf.Tensor, tokens: tf.Tensor): Drive;
  /** One step: state `[batch, hidden]`, input's parts `[batch, ...]` -> the next state. */
  step(values: Values<GruParams>, state: tf.Tensor, ...drives: readonly Drive[]): tf.Tensor;
  /** All steps of `[time, batch, ...]`. */
  run(values: Values<GruParams>, drive: Drive, options?: GruOptions): GruStates;
  /** `run` after `project`: x `[time, batch, input]`. */
  apply(values: Values<GruParams>, x: tf.Tensor, options?: GruOptions): GruStates;
}

/** A pre-activation at which the update gate is exactly 1 in float32, so that the state stands still. */
const shut = 100;

const plus = (a: Drive, b: Drive): Drive => ({
  gates: tf.add(a.gates, b.gates),
  candidate: tf.add(a.candidate, b.candidate),
});

const every = (change: (x: tf.Tensor) => tf.Tensor, { gates, candidate }: Drive): Drive => ({
  gates: change(gates),
  candidate: change(candidate),
});

/** Recurrent weights as the cell needs them: `[hidden, 2 hidden]` and `[hidden, hidden]`. */
interface Recurrent {
  readonly gates: tf.Tensor;
  readonly candidate: tf.Tensor;
  readonly bias: tf.Tensor;
}

/**
 * A gated recurrent unit (Cho et al. 2014, in PyTorch's form):
 * `r = s(x W_r + b_r + h U_r)`, `u = s(x W_u + b_u + h U_u)`, `n = tanh(x W_n + b_n + r (h U_n + c))`,
 * `h' = (1 - u) n + u h`. The input's products are one for all steps. The gates' products with h are one; the candidate's
 * stands alone, so that each can start from what is added to it.
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
  const parts = (x: tf.Tensor): [tf.Tensor, tf.Tensor] =>
    tf.split(x, [2 * hidden, hidden], -1) as [tf.Tensor, tf.Tensor];
  const recurrentOf = (values: Values<GruParams>): Recurrent => {
    const [gates, candidate] = parts(values.recurrent);
    return { gates, candidate, bias: values.candidateBias };
  };
  const cell = (weights: Recurrent, state: tf.Tensor, { gates, candidate }: Drive): tf.Tensor => {
    const opened = tf.sigmoid(tf.add(tf.matMul(state, weights.gates), gates));
    const [reset, update] = tf.split(opened, 2, 1) as [tf.Tensor, tf.Tensor];
    const again = tf.add(tf.matMul(state, weights.candidate), weights.bias);
    const fresh = tf.tanh(tf.add(candidate, tf.mul(reset, again)));
    return tf.add(fresh, tf.mul(update, tf.sub(state, fresh)));
  };
  const layout = { layer: "gru" } as const;
  const layer: Gru = {
    params: {
      input: { shape: [input, 3 * hidden], init: weightInitialiser("glorot-uniform", input, hidden), layout },
      bias: { shape: [3 * hidden], init: zeros, layout },
      recurrent: { shape: [hidden, 3 * hidden], init: orthogonal(1, 3), layout },
      candidateBias: { shape: [hidden], init: zeros, layout },
    },
    drive: (x) => {
      const [gates, candidate] = parts(x);
      return { gates, candidate };
    },
    project: (values, x) => {
      const rows = tf.reshape(x, [-1, input]);
      const [weights, biases] = [parts(values.input), parts(values.bias)];
      const [gates, candidate] = ([0, 1] as const).map((i) => {
        const flat = tf.add(tf.matMul(rows, weights[i]), biases[i]);
        return tf.reshape(flat, [...x.shape.slice(0, -1), flat.shape[1] as number]);
      }) as [tf.Tensor, tf.Tensor];
      return { gates, candidate };
    },
    projectTokens: (values, table, tokens) => {
      const look = (x: tf.Tensor) => tf.gather(x, tokens as tf.Tensor1D);
      return projectsFirst(table, tokens, input)
        ? every(look, layer.project(values, table))
        : layer.project(values, look(table));
    },
    step: (values, state, ...drives) => cell(recurrentOf(values), state, drives.reduce(plus)),
    run: (values, drive, { initial, lengths, reverse = false, each } = {}) => {
      const [time, batch] = drive.gates.shape as [number, number];
      const ordered = (x: tf.Tensor) => (reverse ? tf.reverse(x, 0) : x);
      const weights = recurrentOf(values);
      const closed = lengths && tf.mul(tf.sub(1, validTokens(lengths, time)), shut);
      const { state, out } = scan(
        ({ h }, x) => {
          const own = { gates: x.gates as tf.Tensor, candidate: x.candidate as tf.Tensor };
          const whole = each === undefined ? own : plus(own, each);
          const gates = x.closed === undefined ? whole.gates : tf.add(whole.gates, x.closed);
          const next = cell(weights, h as tf.Tensor, { ...whole, gates });
          return { state: { h: next }, out: { h: next } };
        },
        { h: initial ?? tf.zeros([batch, hidden]) },
        { ...every(ordered, drive), ...(closed && { closed: ordered(closed) }) },
      );
      return { states: ordered(out.h as tf.Tensor), last: state.h as tf.Tensor };
    },
    apply: (values, x, options) => layer.run(values, layer.project(values, x), options),
  };
  return layer;
}

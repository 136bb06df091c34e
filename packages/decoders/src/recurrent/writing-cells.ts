import { type cellNames, type GruParams, gru, type LstmParams, lstm } from "@elbo/layers";
import type { Named, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** What drives the gates: tokens int32 `[...]`, the table of their vectors, and, `[batch, gates]`, the same at each step. */
export interface Drives {
  readonly table: tf.Tensor;
  readonly tokens: tf.Tensor;
  readonly each?: tf.Tensor | undefined;
}

/** A recurrent cell that writes tokens, whatever its kind. What it carries is named; `state` is what heads read. */
export interface WritingCell {
  readonly params: ParamTree;
  /** Numbers that drive the gates: 3 hidden for a GRU, 4 hidden for an LSTM. */
  readonly gates: number;
  /** Numbers of all that it carries. */
  readonly carried: number;
  /** `[batch, carried]` -> what is carried, by name, `[batch, hidden]` each. */
  begin(start: tf.Tensor): Named<tf.Tensor>;
  /** One step, tokens `[batch]`. */
  step(values: Values<ParamTree>, carry: Named<tf.Tensor>, drives: Drives): Named<tf.Tensor>;
  /** All steps, tokens `[time, batch]` -> every state, `[time, batch, hidden]`. */
  run(values: Values<ParamTree>, carry: Named<tf.Tensor>, drives: Drives): tf.Tensor;
}

interface Sizes {
  readonly input: number;
  readonly hidden: number;
  readonly where: string;
}

/** Cells by name. */
export const writingCells: { readonly [K in (typeof cellNames)[number]]: (sizes: Sizes) => WritingCell } = {
  gru(sizes) {
    const layer = gru(sizes);
    const at = (values: Values<ParamTree>) => values as Values<GruParams>;
    return {
      params: layer.params,
      gates: 3 * sizes.hidden,
      carried: sizes.hidden,
      begin: (state) => ({ state }),
      step: (values, { state }, { table, tokens, each }) => {
        const drives = [layer.projectTokens(at(values), table, tokens), ...(each ? [layer.drive(each)] : [])];
        return { state: layer.step(at(values), state as tf.Tensor, ...drives) };
      },
      run: (values, { state }, { table, tokens, each }) => {
        const options = { initial: state as tf.Tensor, ...(each && { each: layer.drive(each) }) };
        return layer.run(at(values), layer.projectTokens(at(values), table, tokens), options).states;
      },
    };
  },
  lstm(sizes) {
    const layer = lstm(sizes);
    const at = (values: Values<ParamTree>) => values as Values<LstmParams>;
    const drive = (values: Values<ParamTree>, { table, tokens, each }: Drives) => {
      const own = layer.projectTokens(at(values), table, tokens);
      return each ? tf.add(own, each) : own;
    };
    const stateOf = (carry: Named<tf.Tensor>) => ({ h: carry.state as tf.Tensor, c: carry.memory as tf.Tensor });
    return {
      params: layer.params,
      gates: 4 * sizes.hidden,
      carried: 2 * sizes.hidden,
      begin: (start) => {
        const [state, memory] = tf.split(start, 2, 1) as [tf.Tensor, tf.Tensor];
        return { state, memory };
      },
      step: (values, carry, drives) => {
        const { h, c } = layer.step(at(values), stateOf(carry), drive(values, drives));
        return { state: h, memory: c };
      },
      run: (values, carry, drives) => layer.run(at(values), drive(values, drives), { initial: stateOf(carry) }).states,
    };
  },
};

import type { Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** One step of a recurrence: the next state, and what to keep of this step. */
export type Cell = (
  state: Named<tf.Tensor>,
  x: Named<tf.Tensor>,
) => { readonly state: Named<tf.Tensor>; readonly out: Named<tf.Tensor> };

/** The last state, and the outputs stacked to `[time, ...]`. */
export interface Scanned {
  readonly state: Named<tf.Tensor>;
  readonly out: Named<tf.Tensor>;
}

/** A tfjs backend that has loops of its own. */
export interface LoopingBackend {
  /** The whole recurrence as one loop, or undefined where steps one after the other are better. */
  loop(cell: Cell, init: Named<tf.Tensor>, xs: Named<tf.Tensor>): Scanned | undefined;
}

/** Slices `[time, ...]` along time. */
const steps = (x: tf.Tensor): tf.Tensor[] => (x.shape[0] === 1 ? [tf.reshape(x, x.shape.slice(1))] : tf.unstack(x, 0));

function unrolled(cell: Cell, init: Named<tf.Tensor>, xs: Named<tf.Tensor>): Scanned {
  const slices = Object.entries(xs).map(([name, x]) => [name, steps(x)] as const);
  const time = slices[0]?.[1].length ?? 0;
  let state = init;
  const kept: Named<tf.Tensor>[] = [];
  for (let t = 0; t < time; t++) {
    const next = cell(state, Object.fromEntries(slices.map(([name, s]) => [name, s[t] as tf.Tensor])));
    state = next.state;
    kept.push(next.out);
  }
  const names = Object.keys(kept[0] ?? {});
  return { state, out: Object.fromEntries(names.map((n) => [n, tf.stack(kept.map((k) => k[n] as tf.Tensor))])) };
}

/**
 * Runs `cell` over the leading time axis of `xs`: `state_{t+1}, out_t = cell(state_t, xs_t)`.
 * Returns the last state and the outputs stacked to `[time, ...]`. How it is lowered stays the engine's business: a
 * backend with loops of its own may call `cell` a few times on symbols, however many steps there are.
 */
export function scan(cell: Cell, init: Named<tf.Tensor>, xs: Named<tf.Tensor>): Scanned {
  const backend = tf.backend() as tf.KernelBackend & Partial<LoopingBackend>;
  return backend.loop?.(cell, init, xs) ?? unrolled(cell, init, xs);
}

import * as tf from "@tensorflow/tfjs-core";

interface Tape {
  gradientDepth: number;
  activeTape: { readonly saved?: tf.Tensor[] | null }[] | null;
}

const state = () => tf.engine().state as unknown as Tape;

/** How many gradients are being recorded around the code that runs. */
export const gradientDepth = (): number => state().gradientDepth;

/** Runs `work` as if `depth` gradients (0 or 1) surrounded it, on a tape of its own. */
export function isolateTape<R>(depth: 0 | 1, work: () => R): R {
  const tape = state();
  const { gradientDepth: before, activeTape } = tape;
  const own: Tape["activeTape"] = [];
  tape.gradientDepth = depth;
  tape.activeTape = own;
  try {
    return work();
  } finally {
    for (const { saved } of [...own, ...(tape.activeTape === own ? [] : (tape.activeTape ?? []))])
      tf.dispose(saved ?? []);
    tape.gradientDepth = before;
    tape.activeTape = activeTape;
  }
}

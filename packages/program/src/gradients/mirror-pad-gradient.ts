import * as tf from "@tensorflow/tfjs-core";

/** `x[start, start + size)` along one axis. */
function along(x: tf.Tensor, axis: number, start: number, size: number): tf.Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? start : 0));
  return tf.slice(
    x,
    begin,
    x.shape.map((length, i) => (i === axis ? size : length)),
  );
}

/** `x` at `start` on an axis of `size` zeros. */
function placed(x: tf.Tensor, axis: number, start: number, size: number): tf.Tensor {
  const length = x.shape[axis] as number;
  return tf.pad(
    x,
    x.shape.map((_, i): [number, number] => (i === axis ? [start, size - start - length] : [0, 0])),
  );
}

/** Folds the mirrored margins of `dy` back onto the entries that they copy; `reflect` leaves the edge itself out. */
export function mirrorPadGradient(
  dy: tf.Tensor,
  shape: readonly number[],
  paddings: readonly (readonly [number, number])[],
  mode: "reflect" | "symmetric",
): tf.Tensor {
  const edge = mode === "reflect" ? 1 : 0;
  return paddings.reduce((gradient, [before, after], axis) => {
    if (before === 0 && after === 0) return gradient;
    const size = shape[axis] as number;
    const folded = [along(gradient, axis, before, size)];
    if (before > 0) folded.push(placed(tf.reverse(along(gradient, axis, 0, before), axis), axis, edge, size));
    if (after > 0) {
      const margin = tf.reverse(along(gradient, axis, before + size, after), axis);
      folded.push(placed(margin, axis, size - edge - after, size));
    }
    return tf.addN(folded);
  }, dy);
}

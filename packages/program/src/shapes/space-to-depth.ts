import * as tf from "@tensorflow/tfjs-core";

/**
 * Blocks of pixels side by side in the channels, `tf.depthToSpace` undone: `[batch, height, width, channel]` ->
 * `[batch, height / size, width / size, size * size * channel]`, for sides that `size` divides.
 */
export function spaceToDepth(x: tf.Tensor, size: number): tf.Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const blocks = tf.reshape(x, [batch, height / size, size, width / size, size, channels]);
  const moved = tf.transpose(blocks, [0, 1, 3, 2, 4, 5]);
  return tf.reshape(moved, [batch, height / size, width / size, size * size * channels]);
}

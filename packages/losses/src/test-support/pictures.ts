import * as tf from "@tensorflow/tfjs-core";

/** Pictures `[batch, height, width, channel]` by the formula of tooling/fixtures/pictures.py. */
export const pictures = (shape: readonly [number, number, number, number], phase: number) => {
  const [batch, height, width, channels] = shape;
  const size = batch * height * width * channels;
  const at = (i: number) => {
    const [c, w] = [i % channels, Math.floor(i / channels) % width];
    const h = Math.floor(i / channels / width) % height;
    const b = Math.floor(i / channels / width / height);
    return (
      0.5 + 0.3 * Math.sin(0.21 * h + 0.13 * w * (b + 1) + c + phase) + 0.19 * Math.sin(1.7 * h * w + b + phase * c)
    );
  };
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => at(i)),
    [...shape],
  );
};

/**
 * A small classifier of 28x28 grey pictures, whose last hidden layer is a feature space for distances between sets of
 * pictures: three convolutions (4x4 stride 2, 16; 4x4 stride 2, 32; 3x3 stride 2, 48), 48 ELU features, 10 classes; 59,802
 * weights. It stands where Inception's 2048 features stand in FID (Heusel et al. 2017), and is not to be taken for them:
 * distances under it compare with each other only.
 */
import { conv2d, dense } from "@elbo/layers";
import type { ParamTree, Program, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Width of the feature space. */
export const FEATURES = 48;

const small = { activation: "relu", init: "he-normal" } as const;
const first = conv2d({ input: [28, 28, 1], channels: 16, kernel: 4, stride: 2, ...small });
const second = conv2d({ input: first.shape, channels: 32, kernel: 4, stride: 2, ...small });
const third = conv2d({ input: second.shape, channels: 48, kernel: 3, stride: 2, ...small });
const width = third.shape.reduce((a, b) => a * b, 1);
const hidden = dense({ input: width, output: FEATURES, activation: "elu" });
const classes = dense({ input: FEATURES, output: 10 });

/** Parameters by group. */
export const digitNetParams = {
  digits: {
    first: first.params,
    second: second.params,
    third: third.params,
    hidden: hidden.params,
    classes: classes.params,
  },
} satisfies ParamTree;

/** `x` `[batch, 28, 28, 1]` in 0..1 -> `features` `[batch, 48]` and `logits` `[batch, 10]`. */
export const digitNet: Program = (params, inputs) => {
  const values = (params as unknown as Values<typeof digitNetParams>).digits;
  const images = third.apply(
    values.third,
    second.apply(values.second, first.apply(values.first, inputs.x as tf.Tensor)),
  );
  const features = hidden.apply(values.hidden, tf.reshape(images, [-1, width]));
  return { features, logits: classes.apply(values.classes, features) };
};

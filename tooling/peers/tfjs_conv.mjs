// Convolutional VAE on 28x28 (32 and 64 filters, 4x4, stride 2, 16 latents) in plain tfjs-node, eager. Prints ms per step.
import { glorot, loadTfjsNode, negativeElbo, readArguments, reparametrise, reportSteps } from "./tfjs-steps.mjs";

const tf = loadTfjsNode();
const options = readArguments();
const variables = [];

/** A kernel of `shape` and a zero bias; `fans` are the inputs and outputs of one unit. */
function weights(shape, fans, outputs) {
  const pair = [glorot(tf, shape, ...fans), tf.variable(tf.zeros([outputs]))];
  variables.push(...pair);
  return pair;
}

function dense(inputs, outputs) {
  const [kernel, bias] = weights([inputs, outputs], [inputs, outputs], outputs);
  return (x) => tf.add(tf.matMul(x, kernel), bias);
}

function conv(inputs, outputs) {
  const [kernel, bias] = weights([4, 4, inputs, outputs], [16 * inputs, 16 * outputs], outputs);
  return (x) => tf.add(tf.conv2d(x, kernel, 2, "same"), bias);
}

function transpose(inputs, outputs, size) {
  const [kernel, bias] = weights([4, 4, outputs, inputs], [16 * inputs, 16 * outputs], outputs);
  return (x) => tf.add(tf.conv2dTranspose(x, kernel, [x.shape[0], size, size, outputs], 2, "same"), bias);
}

const encoder = [conv(1, 32), conv(32, 64), dense(7 * 7 * 64, 32)];
const decoder = [dense(16, 7 * 7 * 64), transpose(64, 32, 14), transpose(32, 1, 28)];

function encode(x) {
  const h = tf.relu(encoder[1](tf.relu(encoder[0](x))));
  return tf.split(encoder[2](tf.reshape(h, [x.shape[0], 7 * 7 * 64])), 2, 1);
}

function decode(z) {
  const h = tf.reshape(tf.relu(decoder[0](z)), [z.shape[0], 7, 7, 64]);
  return decoder[2](tf.relu(decoder[1](h)));
}

function loss(x) {
  const [mean, logVariance] = encode(x);
  return negativeElbo(tf, { x, logits: decode(reparametrise(tf, mean, logVariance)), mean, logVariance });
}

reportSteps(tf, { name: "conv", loss, shape: [options.batch, 28, 28, 1], variables }, options);

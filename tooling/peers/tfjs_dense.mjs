// Dense VAE 784-500-500-20 in plain tfjs-node, eager. Prints milliseconds per step.
import { glorot, loadTfjsNode, negativeElbo, readArguments, reparametrise, reportSteps } from "./tfjs-steps.mjs";

const tf = loadTfjsNode();
const options = readArguments();
const variables = [];

function dense(inputs, outputs) {
  const kernel = glorot(tf, [inputs, outputs], inputs, outputs);
  const bias = tf.variable(tf.zeros([outputs]));
  variables.push(kernel, bias);
  return (x) => tf.add(tf.matMul(x, kernel), bias);
}

const encoder = [dense(784, 500), dense(500, 500), dense(500, 40)];
const decoder = [dense(20, 500), dense(500, 500), dense(500, 784)];
const apply = (layers, x) =>
  layers.reduce((h, layer, index) => (index < layers.length - 1 ? tf.relu(layer(h)) : layer(h)), x);

function loss(x) {
  const [mean, logVariance] = tf.split(apply(encoder, x), 2, 1);
  return negativeElbo(tf, { x, logits: apply(decoder, reparametrise(tf, mean, logVariance)), mean, logVariance });
}

reportSteps(tf, { name: "dense", loss, shape: [options.batch, 784], variables }, options);

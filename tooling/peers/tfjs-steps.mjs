// Whole training steps in plain tfjs-node, eager: the functions of elbo-models.mjs on variables, with tf.train.adam.
// Usage, after `npm run provision`: node tfjs-steps.mjs --model dense|conv|gru|iwae [--threads 1]
import { createRequire } from "node:module";
import { join } from "node:path";
import { locateAddon } from "../tfjs-node/addon.mjs";
import { models } from "./elbo-models.mjs";
import { readArguments, serve } from "./turns.mjs";

const options = readArguments();
process.env.TF_NUM_INTRAOP_THREADS ??= String(options.threads);
process.env.TF_NUM_INTEROP_THREADS ??= "1";
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
const { root } = locateAddon();
const tf = createRequire(import.meta.url)(join(root, "dist/index.js"));

/** Box-Muller on the host: tf.randomNormal and tf.randomUniform go through seedrandom, which takes several times as long. */
function normals(size) {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    const angle = 2 * Math.PI * Math.random();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < size) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);
const init = {
  glorotUniform: (inputs, outputs) => (shape) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    return tf.randomUniform(shape, -limit, limit);
  },
  normal: (deviation) => (shape) => tf.randomNormal(shape, 0, deviation),
  zeros: (shape) => tf.zeros(shape),
  /** One step after the other; outputs of all steps stacked. */
  scan: (cell, start, { x }) => {
    let state = start;
    const steps = tf.unstack(x).map((each) => {
      const next = cell(state, { x: each });
      state = next.state;
      return next.out.h;
    });
    return { state, out: { h: tf.stack(steps) } };
  },
};

const variables = [];
function initialise(tree) {
  if (typeof tree.init !== "function") {
    return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, initialise(branch)]));
  }
  const variable = tf.variable(tree.init(tree.shape));
  variables.push(variable);
  return variable;
}

const { tree, inputs, program } = models[options.model](tf, init, options.sizes);
const params = initialise(tree);
const context = { noise: (_, shape) => tf.tensor(normals(sizeOf(shape)), shape) };

/** Grey values binarised anew. */
function images({ shape }) {
  const grey = Float32Array.from({ length: sizeOf(shape) }, () => Math.random());
  const x = new Float32Array(grey.length);
  return () => {
    for (let i = 0; i < x.length; i++) x[i] = Math.random() < grey[i] ? 1 : 0;
    return { x: tf.tensor(x, shape) };
  };
}

/** New tokens, and the same behind a start mark. */
function texts({ shape: [length, batch] }, vocabulary) {
  return () => {
    const tokens = Int32Array.from({ length: length * batch }, () => vocabulary * Math.random());
    const before = new Int32Array(tokens.length).fill(vocabulary);
    before.set(tokens.subarray(0, -batch), batch);
    const shape = [length, batch];
    return { tokens: tf.tensor(tokens, shape, "int32"), before: tf.tensor(before, shape, "int32") };
  };
}

const draw = inputs.x ? images(inputs.x) : texts(inputs.tokens, options.sizes.vocabulary);
const adam = tf.train.adam(1e-3);
let loss;
function step() {
  loss?.dispose();
  loss = tf.tidy(() => {
    const batch = draw();
    return adam.minimize(() => program(params, batch, context).loss, true, variables);
  });
  return loss;
}
const read = (value) => value.dataSync()[0];

const version = tf.version["tfjs-node"] ?? tf.version.tfjs;
const parameters = variables.reduce((sum, { size }) => sum + size, 0);
await serve(step, { peer: "tfjs-node", version, parameters, read }, options);

// Copied into an empty project that has only the packed packages: gradient steps must lower the loss on every engine here.
import { createArena, engines, initialiseArena } from "@elbo/engine";
import { glorotUniform, zeros } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";

const tree = {
  encoder: { kernel: { shape: [4, 2], init: glorotUniform(4, 2) } },
  decoder: { kernel: { shape: [2, 4], init: glorotUniform(2, 4) }, bias: { shape: [4], init: zeros } },
};

/** Squared error of a linear autoencoder whose code is disturbed by noise. */
function program(params, inputs, context) {
  const noise = tf.mul(0.01, context.noise("code", [8, 2], { law: "normal" }));
  const code = tf.add(tf.matMul(inputs.x, params.encoder.kernel), noise);
  const x = tf.add(tf.matMul(code, params.decoder.kernel), params.decoder.bias);
  return { loss: tf.mean(tf.square(tf.sub(x, inputs.x))) };
}

const signature = {
  inputs: { x: { shape: [8, 4], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder", "decoder"] }],
};
const x = Float32Array.from({ length: 32 }, (_, index) => Math.sin(index));

async function train(engine) {
  const arena = createArena(tree);
  initialiseArena(arena, { seed: 1n });
  const compiled = await engine.compile(program, signature, arena);
  const losses = [];
  for (let step = 0; step < 20; step++) {
    losses.push((await compiled.run({ x }, { seed: 1n, step })).loss[0]);
    for (let i = 0; i < arena.trainable; i++) arena.values[i] -= 0.2 * arena.gradients[i];
  }
  compiled.dispose();
  const [first, last] = [losses[0], losses.at(-1)];
  if (!(last < 0.9 * first)) throw new Error(`${engine.name} did not learn: ${first} -> ${last}`);
  return `${engine.name} ${first.toFixed(3)} -> ${last.toFixed(3)}`;
}

const learned = [];
for (const engine of Object.values(engines)) {
  if ((await engine.available()) === true) learned.push(await train(engine));
}
if (learned.length === 0) throw new Error("no engine is available");
console.log(`trained on ${learned.join(", ")}`);

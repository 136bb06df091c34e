import { glorotUniform, stopGradient, zeros } from "@elbo/program";
import type { ParamTree, Program, Signature, Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../arena/create-arena.ts";
import { initialiseArena } from "../arena/initialise-arena.ts";
import { cpuEngine } from "../eager/cpu-engine.ts";
import { createOnnxEngine } from "./onnx-engine.ts";

const dense = (input: number, output: number) => ({
  kernel: { shape: [input, output], init: glorotUniform(input, output) },
  bias: { shape: [output], init: zeros },
});

/** A Bernoulli VAE of dense layers with a Gaussian posterior. */
const vae = (pixels: number, hidden: number, latent: number) => ({
  encoder: {
    first: dense(pixels, hidden),
    second: dense(hidden, hidden),
    mean: dense(hidden, latent),
    logVar: dense(hidden, latent),
  },
  decoder: { first: dense(latent, hidden), second: dense(hidden, hidden), logits: dense(hidden, pixels) },
  prior: { unused: { shape: [3], init: zeros }, count: { shape: [], init: zeros, state: true as const } },
});

type Layer = { kernel: tf.Tensor; bias: tf.Tensor };
const apply = (x: tf.Tensor, { kernel, bias }: Layer) => tf.add(tf.matMul(x, kernel), bias);

const elbo: Program = (given, inputs, context) => {
  const params = given as unknown as Values<ReturnType<typeof vae>>;
  const { encoder, decoder } = params;
  const x = inputs.x as tf.Tensor;
  const h = tf.relu(apply(tf.relu(apply(x, encoder.first)), encoder.second));
  const [mean, logVar] = [apply(h, encoder.mean), apply(h, encoder.logVar)];
  const noise = context.at("posterior").noise("z", mean.shape, { law: "normal" });
  const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), noise));
  const logits = apply(tf.relu(apply(tf.relu(apply(z, decoder.first)), decoder.second)), decoder.logits);
  const rec = tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)), 1);
  const kl = tf.mul(-0.5, tf.sum(tf.sub(tf.sub(tf.add(logVar, 1), tf.square(mean)), tf.exp(logVar)), 1));
  const { prior } = params as unknown as { prior: { count: tf.Tensor } };
  context.update(prior.count, tf.add(prior.count, 1));
  return { loss: tf.mean(tf.add(rec, tf.mul(kl, context.knob("beta")))), rec, kl, frozen: stopGradient(mean) };
};

const signature = (batch: number, pixels: number): Signature => ({
  inputs: { x: { shape: [batch, pixels], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder", "decoder", "prior"], inputs: ["x"] }],
});

const pixels = (count: number) => Float32Array.from({ length: count }, (_, i) => Number((i * 7919) % 11 < 4));

describe("dense VAE on the onnx engine", () => {
  beforeAll(useCpu);

  it("gives the outputs, gradients and updates of cpu", async () => {
    const [batch, size] = [5, 12];
    const tree: ParamTree = vae(size, 9, 4);
    const [a, b] = [createArena(tree), createArena(tree)];
    for (const arena of [a, b]) initialiseArena(arena, { seed: 3n });
    b.gradients.fill(7);
    const reference = await cpuEngine.compile(elbo, signature(batch, size), a);
    const compiled = await createOnnxEngine({ threads: 1 }).compile(elbo, signature(batch, size), b);
    expect(compiled.knobs).toEqual(["beta"]);
    expect(compiled.noise).toEqual({ "posterior/z": { shape: [batch, 4], law: { law: "normal" } } });
    for (const step of [0, 1]) {
      const run = [{ x: pixels(batch * size) }, { seed: 1n, step }, { beta: 0.5 + step }] as const;
      const expected = await reference.run(...run);
      const received = await compiled.run(...run);
      expect(Object.keys(received)).toEqual(Object.keys(expected));
      for (const name of Object.keys(expected)) expectClose(received[name] ?? [], expected[name] ?? [], 1e-5);
      for (const { path, offset, size: n, state } of a.entries) {
        if (!state)
          expectClose(b.gradients.subarray(offset, offset + n), a.gradients.subarray(offset, offset + n), 1e-5);
        expect(path).toBe(b.entries.find((e) => e.offset === offset)?.path);
      }
      expectClose(b.values, a.values, 1e-6);
    }
    const { count } = Object.fromEntries(b.entries.map((e) => [e.path.split("/").at(-1), b.values[e.offset]]));
    expect(count).toBe(2);
    compiled.dispose();
  });

  it("leaves groups alone that no gradient names", async () => {
    const arena = createArena(vae(6, 5, 2));
    initialiseArena(arena, { seed: 3n });
    arena.gradients.fill(7);
    const only: Signature = { ...signature(2, 6), gradients: [{ of: "loss", params: ["decoder"] }] };
    const compiled = await createOnnxEngine({ threads: 1 }).compile(elbo, only, arena);
    await compiled.run({ x: pixels(12) }, { seed: 1n, step: 0 }, { beta: 1 });
    const { encoder } = arena.groups;
    const start = encoder?.offset ?? 0;
    expect([...arena.gradients.subarray(start, start + (encoder?.length ?? 0))].every((x) => x === 7)).toBe(true);
    expect(arena.gradients.some((x) => x !== 7)).toBe(true);
    compiled.dispose();
  });
});

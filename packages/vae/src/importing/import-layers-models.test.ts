import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { createRegistry } from "../registry/registry.ts";
import { loadVae } from "../vae/create-vae.ts";
import { importLayersModels } from "./import-layers-models.ts";

beforeAll(useCpu);

const registry = createRegistry(builtInParts);
const folder = () => mkdtemp(join(tmpdir(), "elbo-"));
const pixels = { data: { kind: "mnist" }, likelihood: { kind: "bernoulli" }, loss: { kind: "elbo" }, engine: "cpu" };
const gap = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
};

/** Numbers in [-1, 1] without order. */
const waves = (size: number, phase: number) => tf.sin(tf.square(tf.add(tf.mul(tf.range(0, size), 1.7), phase)));

/** What model.save writes, in a folder of its own, weights random and biases too. */
async function save(model: tfl.LayersModel, at: string): Promise<string> {
  model.setWeights(model.getWeights().map((w, i) => tf.mul(0.4, tf.reshape(waves(w.size, i + 1), w.shape))));
  await mkdir(at, { recursive: true });
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData, format }) => {
      const weights = { paths: ["weights.bin"], weights: weightSpecs };
      await writeFile(join(at, "weights.bin"), Buffer.from(weightData as ArrayBuffer));
      await writeFile(join(at, "model.json"), JSON.stringify({ format, modelTopology, weightsManifest: [weights] }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const } };
    },
  });
  return join(at, "model.json");
}

/** Imports both halves and asks the run for what the two models compute. */
async function compare(encoder: tfl.LayersModel, decoder: tfl.LayersModel, config: object = pixels) {
  const at = await folder();
  const files = { encoder: await save(encoder, join(at, "q")), decoder: await save(decoder, join(at, "p")) };
  const { run, taken } = await importLayersModels(config, files, { registry, root: at });
  const vae = await loadVae(run.path, { registry });
  const x = tf.abs(tf.reshape(waves(3 * 784, 9), [3, 28, 28, 1]));
  const [mean] = [encoder.predict(x)].flat() as [tf.Tensor];
  const z =
    mean.shape[1] === vae.latents[0]?.shape[0] ? mean : tf.slice(mean, [0, 0], [3, (mean.shape[1] as number) / 2]);
  const decoded = decoder.predict(z) as tf.Tensor;
  const given = x.dataSync() as Float32Array;
  const codes = (await vae.encode(given)).z as Float32Array;
  const drawn = await vae.reconstruct(given);
  await vae.close();
  return { taken, config: vae.config, gaps: [gap(codes, z.dataSync()), gap(drawn, decoded.dataSync())] };
}

const heads = (h: tfl.SymbolicTensor) =>
  ["mean", "log_var"].map((name) => tfl.layers.dense({ units: 3, name }).apply(h) as tfl.SymbolicTensor);

describe("models of tfjs-layers", () => {
  it("become dense nets with the same outputs, dropout and separate activations included", async () => {
    const x = tfl.input({ shape: [28, 28, 1] });
    let h = tfl.layers.flatten().apply(x);
    for (const units of [7, 5]) {
      h = tfl.layers.dense({ units, useBias: units === 7 }).apply(h);
      h = tfl.layers.leakyReLU({ alpha: 0.01 }).apply(h);
      h = tfl.layers.dropout({ rate: 0.2 }).apply(h);
    }
    const encoder = tfl.model({ inputs: x, outputs: heads(h as tfl.SymbolicTensor) });
    const decoder = tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 6, activation: "tanh", inputShape: [3] }),
        tfl.layers.dense({ units: 784 }),
        tfl.layers.reshape({ targetShape: [28, 28, 1] }),
        tfl.layers.activation({ activation: "sigmoid" }),
      ],
    });
    const { gaps, config } = await compare(encoder, decoder);
    expect(Math.max(...gaps)).toBeLessThan(1e-5);
    expect(config.encoder).toMatchObject({ kind: "dense", hidden: [7, 5], activation: "leaky-relu", dropout: 0.2 });
    expect(config.latents).toMatchObject({ kind: "single", posterior: { kind: "gaussian", dimension: 3 } });
  });

  it("become convolutional nets with the same outputs, one Dense cut into mean and log-variance", async () => {
    const encoder = tfl.sequential({
      layers: [
        tfl.layers.conv2d({
          filters: 2,
          kernelSize: 3,
          strides: 2,
          padding: "same",
          activation: "elu",
          inputShape: [28, 28, 1],
        }),
        tfl.layers.conv2d({ filters: 3, kernelSize: 4, strides: 2, padding: "same", activation: "elu" }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 5, activation: "elu" }),
        tfl.layers.dense({ units: 6 }),
      ],
    });
    const decoder = tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 4, activation: "relu", inputShape: [3] }),
        tfl.layers.dense({ units: 147, activation: "relu" }),
        tfl.layers.reshape({ targetShape: [7, 7, 3] }),
        tfl.layers.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: "same", activation: "relu" }),
        tfl.layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: "same", activation: "sigmoid" }),
      ],
    });
    const { gaps, taken } = await compare(encoder, decoder);
    expect(Math.max(...gaps)).toBeLessThan(1e-5);
    expect(Object.keys(taken)).toHaveLength(18);
  });
});

describe("models of Keras 2.15, as tensorflowjs_converter writes them", () => {
  const at = (path: string) => fileURLToPath(new URL(`./fixtures/keras/${path}`, import.meta.url));
  const open = async (name: string, config: object) => {
    const files = { encoder: at(`${name}/encoder/model.json`), decoder: at(`${name}/decoder/model.json`) };
    const { run } = await importLayersModels(config, files, { registry, root: await folder() });
    const outputs = JSON.parse(await readFile(at(`${name}/outputs.json`), "utf8")) as Record<string, number[]>;
    return { vae: await loadVae(run.path, { registry }), outputs };
  };

  it("images: convolutions, a ReLU layer, no bias, two outputs", async () => {
    const { vae, outputs } = await open("images", pixels);
    const x = Float32Array.from(outputs.x as number[]);
    expect(gap((await vae.encode(x)).z as Float32Array, outputs.mean as number[])).toBeLessThan(1e-5);
    expect(gap(await vae.reconstruct(x), outputs.decoded as number[])).toBeLessThan(1e-5);
    await vae.close();
  });

  it("text: an embedding that masks padding, a GRU with reset_after, softmax over tokens", async () => {
    const names = { ...pixels, data: { kind: "names" }, likelihood: { kind: "categorical" } };
    const { vae, outputs } = await open("text", names);
    const x = Int32Array.from(outputs.x as number[]);
    const given = { x, "x.length": Int32Array.of(5, 21, 1), label: new Int32Array(3) };
    expect(gap((await vae.encode(given)).z as Float32Array, outputs.mean as number[])).toBeLessThan(1e-5);
    expect(Array.from(await vae.reconstruct(given), Math.round)).toEqual(outputs.likeliest);
    await vae.close();
  });
});

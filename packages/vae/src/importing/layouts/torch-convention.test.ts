// PyTorch's own GRU and LayerNorm (tooling/fixtures/layers.py), their parameters brought over by the convention.
import { readFile } from "node:fs/promises";
import { gru, layerNorm } from "@elbo/layers";
import { bindParams, listParams } from "@elbo/program";
import type { ParamTree } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import type { StoredTensor } from "../../checkpoints/safetensors.ts";
import { recipeOf } from "../map/resolve-map.ts";
import { torchConvention } from "./torch-convention.ts";

beforeAll(useCpu);

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
const fixture = async (path: string) =>
  JSON.parse(await readFile(new URL(`../../../../layers/src/${path}`, import.meta.url), "utf8")) as Record<
    string,
    Numbers
  >;
const tensor = ({ shape, values }: Numbers) => tf.tensor([...values], [...shape]);
const stored = ({ shape, values }: Numbers): StoredTensor => ({ shape, values: Float32Array.from(values) });

/** A layer's parameters from PyTorch's, by `name`. */
function bring<P extends ParamTree>(params: P, named: (name: string) => Numbers) {
  return bindParams(params, (path, spec) => {
    const recipe = recipeOf(torchConvention, spec.layout, path);
    if (!recipe) throw new Error(path);
    const parts = recipe.sources.map((source) => stored(named(source.name)));
    recipe.sources.forEach((source, i) => {
      expect(parts[i]?.shape).toEqual(source.shape(spec.shape));
    });
    const { values, shape } = recipe.convert(parts);
    expect(shape).toEqual(spec.shape);
    return tf.tensor(values, [...spec.shape]);
  });
}

it("brings over both directions of a GRU", async () => {
  const { x, initial, states, parameters } = await fixture("recurrent/fixtures/gru.json");
  const layer = gru({ input: 3, hidden: 4 });
  const all = parameters as unknown as Record<string, Numbers>;
  const found = ["", "_reverse"].map((suffix, i) => {
    const values = bring(layer.params, (name) => all[`${name}_l0${suffix}`] as Numbers);
    const first = tf.squeeze(tf.slice(tensor(initial as Numbers), [i, 0, 0], [1, -1, -1]), [0]);
    return layer.apply(values, tensor(x as Numbers), { initial: first, reverse: i === 1 }).states;
  });
  expectClose(tf.concat(found, -1), (states as Numbers).values, 1e-5);
});

it("brings over layer normalisation", async () => {
  const { x, y, gain, bias } = await fixture("normalise/fixtures/layer-norm.json");
  const layer = layerNorm({ width: 5 });
  expect(listParams(layer.params)).toHaveLength(2);
  const values = bring(layer.params, (name) => (name === "weight" ? gain : bias) as Numbers);
  expectClose(layer.apply(values, tensor(x as Numbers)), (y as Numbers).values, 1e-5);
});

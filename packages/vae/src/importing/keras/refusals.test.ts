// One change at a time to a model of real Keras: each is refused by the layer's name, or by the file's.
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtInParts } from "../../all.ts";
import { createRegistry } from "../../registry/registry.ts";
import { importLayersModels } from "../import-layers-models.ts";

const registry = createRegistry(builtInParts);
const pixels = { data: { kind: "mnist" }, likelihood: { kind: "bernoulli" }, loss: { kind: "elbo" } };
const names = { ...pixels, data: { kind: "names" }, likelihood: { kind: "categorical" } };

interface Layer {
  readonly name?: string;
  class_name: string;
  readonly config: Record<string, unknown>;
  inbound_nodes: unknown[];
}
interface Model {
  format: string;
  modelTopology: { model_config: { class_name: string; config: { layers: Layer[]; output_layers: unknown[] } } };
  readonly weightsManifest: { paths: string[]; weights: { dtype: string }[] }[];
}
type Change = (model: Model, layer: (name: string) => Layer) => void;

async function withChange(
  set: "images" | "text",
  side: "encoder" | "decoder",
  change: Change,
  shard = (bytes: Buffer) => bytes,
) {
  const root = await mkdtemp(join(tmpdir(), "elbo-"));
  const files: Record<string, string> = {};
  for (const half of ["encoder", "decoder"]) {
    const at = (name: string) => new URL(`../fixtures/keras/${set}/${half}/${name}`, import.meta.url);
    const model = JSON.parse(await readFile(at("model.json"), "utf8")) as Model;
    const bytes = await readFile(at("group1-shard1of1.bin"));
    if (half === side) {
      const { layers } = model.modelTopology.model_config.config;
      change(model, (name) => layers.find((each) => each.config.name === name) as Layer);
    }
    await mkdir(join(root, half));
    await writeFile(join(root, half, "model.json"), JSON.stringify(model));
    await writeFile(join(root, half, "group1-shard1of1.bin"), half === side ? shard(bytes) : bytes);
    files[half] = join(root, half, "model.json");
  }
  const config = set === "images" ? pixels : names;
  return importLayersModels(config, files as unknown as { encoder: string; decoder: string }, { registry, root });
}

const set =
  (name: string, setting: string, value: unknown): Change =>
  (_, layer) => {
    layer(name).config[setting] = value;
  };
const ofClass =
  (name: string, type: string): Change =>
  (_, layer) => {
    layer(name).class_name = type;
  };

describe("an encoder of images is refused for", () => {
  it.each<[string, Change, RegExp]>([
    [
      "a layer of another class",
      ofClass("conv2d", "SeparableConv2D"),
      /layer "conv2d" \(SeparableConv2D\) cannot be converted: expected layers of the classes Dense, Conv2D/,
    ],
    ["batch normalisation", ofClass("re_lu", "BatchNormalization"), /layer "re_lu" \(BatchNormalization\) cannot/],
    ["a sampling layer", ofClass("re_lu", "Sampling"), /\(Sampling\).*keras\.Model\(inputs, \[z_mean, z_log_var\]\)/],
    [
      "dilation",
      set("conv2d", "dilation_rate", [2, 2]),
      /layer "conv2d" \(Conv2D\) has a setting "dilation_rate".*\[1,1\].*got \[2,2\]/,
    ],
    ["groups", set("conv2d_1", "groups", 2), /"conv2d_1".*"groups"/],
    ["an uneven kernel", set("conv2d", "kernel_size", [3, 5]), /"conv2d".*"kernel_size".*same for height and width/],
    ["channels first", set("conv2d", "data_format", "channels_first"), /"conv2d".*"data_format"/],
    ["an unknown activation", set("conv2d", "activation", "exponential"), /"conv2d".*activation.*relu.*"exponential"/],
    ["a bounded ReLU", set("re_lu", "max_value", 6), /"re_lu" \(ReLU\).*"max_value"/],
    [
      "another activation",
      set("dense", "activation", "tanh"),
      /"dense" \(Dense\) has another activation.*relu, as "conv2d" has, got tanh/,
    ],
    ["another padding", set("conv2d_1", "padding", "valid"), /"conv2d_1".*another padding/],
    ["an output that is not linear", set("z_mean", "activation", "relu"), /"z_mean".*must be linear/],
    [
      "one output of two",
      (model) => {
        model.modelTopology.model_config.config.output_layers.pop();
      },
      /"z_log_var" \(Dense\) leads to no output/,
    ],
    [
      "merged layers",
      (_, layer) => {
        layer("dense").inbound_nodes = [
          [
            ["flatten", 0, 0, {}],
            ["conv2d", 0, 0, {}],
          ],
        ];
      },
      /"dense" \(Dense\) reads 2 layers/,
    ],
    [
      "Keras 3's connections",
      (_, layer) => {
        layer("dense").inbound_nodes = [{ args: [] }];
      },
      /"dense".*Keras 2/,
    ],
    [
      "a model of another class",
      (model) => {
        model.modelTopology.model_config.class_name = "VAE";
      },
      /encoder.model\.json: a model of class VAE/,
    ],
    [
      "a graph model",
      (model) => {
        model.format = "graph-model";
      },
      /graph model holds operations.*tfjs_layers_model/,
    ],
    [
      "quantised weights",
      (model) => {
        (model.weightsManifest[0]?.weights[0] as { dtype: string }).dtype = "uint8";
      },
      /"conv2d\/kernel" is not stored as float32.*uint8/,
    ],
    [
      "a missing shard",
      (model) => {
        (model.weightsManifest[0] as { paths: string[] }).paths = ["other.bin"];
      },
      /other\.bin: there is no such file/,
    ],
    [
      "weights elsewhere",
      (model) => {
        (model.weightsManifest[0] as { paths: string[] }).paths = ["other.bin", "../x.bin"];
      },
      /outside the model's folder/,
    ],
    [
      "other sizes than its weights",
      set("dense", "units", 7),
      /"encoder:dense\/kernel" does not fit.*\[196, 7\].*got \[196, 6\]/,
    ],
  ])("%s", async (_, change, message) => {
    await expect(withChange("images", "encoder", change)).rejects.toThrow(message);
  });

  it("truncated or too long weights", async () => {
    const cut = (length: number) =>
      withChange(
        "images",
        "encoder",
        () => {},
        (bytes) => Buffer.alloc(length, bytes),
      );
    await expect(cut(1000)).rejects.toThrow(/group1-shard1of1\.bin: the weights are truncated.*got 1000/);
    await expect(cut(100_000)).rejects.toThrow(/bytes after the last weight/);
  });
});

describe("other halves are refused for", () => {
  it.each<[string, "images" | "text", "encoder" | "decoder", Change, RegExp]>([
    [
      "a GRU without reset_after",
      "text",
      "encoder",
      set("gru", "reset_after", false),
      /layer "gru" \(GRU\).*"reset_after".*true.*got false/,
    ],
    [
      "a GRU of hard sigmoids",
      "text",
      "encoder",
      set("gru", "recurrent_activation", "hard_sigmoid"),
      /"gru".*"recurrent_activation"/,
    ],
    [
      "a table that reads padding",
      "text",
      "encoder",
      set("embedding", "mask_zero", false),
      /"embedding" \(Embedding\) reads padding/,
    ],
    [
      "an odd number of units for mean and log-variance",
      "text",
      "encoder",
      set("dense", "units", 3),
      /"dense".*multiple of 2 units/,
    ],
    [
      "softmax over all tokens at once",
      "text",
      "decoder",
      (model) => {
        const { layers } = model.modelTopology.model_config.config;
        layers.pop();
        (layers.find(({ class_name }) => class_name === "Dense") as Layer).config.activation = "softmax";
      },
      /does not undo.*softmax over 2415/,
    ],
    [
      "an activation that the likelihood does not undo",
      "images",
      "decoder",
      set("conv2d_transpose_1", "activation", "tanh"),
      /"conv2d_transpose_1".*"logits" does not undo.*linear or sigmoid, got tanh/,
    ],
    [
      "padding valid",
      "images",
      "decoder",
      set("conv2d_transpose", "padding", "valid"),
      /"conv2d_transpose".*"padding".*"same"/,
    ],
    [
      "an odd place of Reshape",
      "images",
      "decoder",
      set("reshape", "target_shape", [49, 4]),
      /"reshape" \(Reshape\) stands where/,
    ],
    ["a size left open", "images", "decoder", set("reshape", "target_shape", [7, 7, -1]), /"reshape".*"target_shape"/],
  ])("%s", async (_, name, side, change, message) => {
    await expect(withChange(name, side, change)).rejects.toThrow(message);
  });
});

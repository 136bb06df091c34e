import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type BadInput, refuse } from "./support/bad-input.ts";
import { elboSays } from "./support/command.ts";
import { saveConfig, tiny } from "./support/configs.ts";
import { safetensors, saveLayersModel, tinyMap, tinyShapes } from "./support/foreign-weights.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const args = (...more: string[]) => [
  "import",
  "w.safetensors",
  "--config",
  "config.yaml",
  "--map",
  "map.json",
  ...more,
];
const models = ["import", "--encoder", "q/model.json", "--decoder", "p/model.json", "--config", "config.yaml"];

/** Weights and map as they should be, unless others come. */
const prepare =
  ({
    shapes = tinyShapes as Record<string, readonly number[]>,
    map = tinyMap as unknown,
    bytes = (b: Buffer) => b,
  } = {}) =>
  async (at: string) => {
    await write(at, "w.safetensors", bytes(safetensors(shapes)));
    await write(at, "map.json", JSON.stringify(map));
  };
const with_ = (name: string, shape: readonly number[]) => ({ ...tinyShapes, [name]: shape });

describe("elbo import", () => {
  it("makes a run of PyTorch's weights that every command takes, and training goes on from", async ({
    onTestFinished,
  }) => {
    const cwd = workplace(onTestFinished);
    await saveConfig(cwd, tiny);
    await prepare()(cwd);
    const suggested = await elboSays(["import", "w.safetensors", "--config", "config.yaml", "--suggest"], { cwd });
    const { "decoder/likelihood/logSigma": _, ...found } = tinyMap.parameters;
    expect(parse(suggested).parameters).toEqual(found);
    expect(suggested).toMatch(/^ {2}# decoder\/likelihood\/logSigma: nothing fits/m);
    const { run, taken, initial, unused } = JSON.parse(await elboSays(args("--json"), { cwd }));
    expect(Object.keys(taken)).toHaveLength(10);
    expect([initial, unused]).toEqual([["decoder/likelihood/logSigma"], []]);
    const before = JSON.parse(await elboSays(["evaluate", "--json"], { cwd }));
    expect(before).toMatchObject({ run, examples: 50 });
    expect(await elboSays(["sample", "--count", "3"], { cwd })).toMatch(/\d/);
    await elboSays(["encode", run, "--out", "codes.csv"], { cwd });
    expect((await readFile(join(cwd, "codes.csv"), "utf8")).trim().split("\n")).toHaveLength(51);
    const trained = JSON.parse(await elboSays(["train", "--resume", run, "--json"], { cwd }));
    expect(trained).toMatchObject({ run, steps: 30 });
    const after = JSON.parse(await elboSays(["evaluate", "--json"], { cwd }));
    expect(after.negativeElbo).toBeLessThan(before.negativeElbo);
  });

  it("makes a run of two layers models", async ({ onTestFinished }) => {
    const cwd = workplace(onTestFinished);
    const { encoder: _, decoder: __, latents: ___, ...rest } = tiny;
    await saveConfig(cwd, rest);
    await saveLayersModel(join(cwd, "q"), [8, 5, 4]);
    await saveLayersModel(join(cwd, "p"), [2, 6, 8]);
    const said = await elboSays(models, { cwd });
    expect(said).toMatch(/^Took 10 parameters: runs\/.*-imported\n.*logSigma\nNext: elbo evaluate/);
    expect(JSON.parse(await elboSays(["evaluate", "--json"], { cwd }))).toMatchObject({ latentDimensions: 2 });
  });
});

const layers = (change: Parameters<typeof saveLayersModel>[2]) => async (at: string) => {
  await saveLayersModel(join(at, "q"), [8, 5, 6], change);
  await saveLayersModel(join(at, "p"), [3, 6, 8]);
};

const inputs: readonly BadInput[] = [
  { name: "no file", args: ["import", "--config", "config.yaml"], code: 2, says: ["nothing to import", "--encoder"] },
  { name: "no config", args: ["import", "w.safetensors"], code: 2, says: ["no config", "elbo init"] },
  {
    name: "no map",
    args: ["import", "w.safetensors", "--config", "config.yaml"],
    code: 2,
    says: ["--suggest > map.yaml"],
  },
  { name: "one half", args: models.slice(0, 3).concat("--config", "config.yaml"), code: 2, says: ["two halves"] },
  {
    name: "a missing file",
    prepare: (at) => write(at, "map.json", "{parameters: {}}"),
    args: args(),
    code: 5,
    says: ["w.safetensors", "no such file"],
  },
  {
    name: "a missing map",
    prepare: (at) => write(at, "w.safetensors", "x"),
    args: args(),
    code: 2,
    says: ["map.json", "no such file"],
  },
  {
    name: "a file of torch.save",
    prepare: prepare({ bytes: () => Buffer.from("PK\x03\x04 archive/data.pkl") }),
    args: args(),
    code: 5,
    says: ["w.safetensors", "torch.save", "save_file(model.state_dict()"],
  },
  {
    name: "a Keras file",
    prepare: async (at) => {
      await layers(() => {})(at);
      await write(at, "q/model.json", Buffer.from("\x89HDF\r\n\x1a\n", "latin1"));
    },
    args: models,
    code: 5,
    says: ["q/model.json", "Keras file", "tensorflowjs_converter"],
  },
  {
    name: "half a file",
    prepare: prepare({ bytes: (b) => b.subarray(0, 700) }),
    args: args(),
    code: 5,
    says: ["w.safetensors", "truncated"],
  },
  {
    name: "a damaged header",
    prepare: prepare({ bytes: (b) => Buffer.concat([b.subarray(0, 8), Buffer.alloc(b.length - 8, 65)]) }),
    args: args(),
    code: 5,
    says: ["w.safetensors"],
  },
  {
    name: "an empty file",
    prepare: prepare({ bytes: () => Buffer.alloc(0) }),
    args: args(),
    code: 5,
    says: ["w.safetensors", "0 bytes"],
  },
  {
    name: "weights of another size",
    prepare: prepare({ shapes: with_("decoder.0.weight", [12, 3]) }),
    args: args(),
    code: 5,
    says: ["decoder.0.weight", "expected shape [16, 3]", "decoder/net/trunk/layer0/weight", "got [12, 3]"],
  },
  {
    name: "weights that nothing uses",
    prepare: prepare({ shapes: with_("step", [1]) }),
    args: args(),
    code: 5,
    says: ["step", "--allow-unused"],
  },
  {
    name: "a missing tensor",
    prepare: prepare({ map: { parameters: { ...tinyMap.parameters, "decoder/net/trunk/layer0": "decoder.1" } } }),
    args: args(),
    code: 5,
    says: ["decoder.1.weight", "[16, 3]", 'Did you mean "decoder.0.weight"'],
  },
  {
    name: "a map without entries",
    prepare: prepare({ map: { parameters: {} } }),
    args: args(),
    code: 2,
    says: ["11 parameters have no entry"],
  },
  {
    name: "a map of another model",
    prepare: prepare({ map: { parameters: { "encoder/net/trunk/layer9": "x" } } }),
    args: args(),
    code: 2,
    says: ["layer9", "Did you mean"],
  },
  {
    name: "a map that is none",
    prepare: prepare({ map: ["x"] }),
    args: args(),
    code: 2,
    says: ["map (top level)", "got a list"],
  },
  {
    name: "a layer that cannot be converted",
    prepare: layers((layer) => {
      if (layer.config.name === "dense_0") layer.class_name = "LSTM";
    }),
    args: models,
    code: 2,
    says: ["q/model.json", 'layer "dense_0" (LSTM)', "Conv2DTranspose"],
  },
  {
    name: "half a model.json",
    prepare: async (at) => {
      await layers(() => {})(at);
      await write(at, "p/model.json", "{");
    },
    args: models,
    code: 5,
    says: ["p/model.json", "JSON"],
  },
  {
    name: "half a shard",
    prepare: async (at) => {
      await layers(() => {})(at);
      await write(at, "p/weights.bin", Buffer.alloc(60));
    },
    args: models,
    code: 5,
    says: ["p/weights.bin", "truncated", "got 60"],
  },
];

describe("elbo import, of what cannot be", () => {
  it.concurrent.for(inputs)("$name", (input, { onTestFinished }) => refuse(input, workplace(onTestFinished), ""));
});

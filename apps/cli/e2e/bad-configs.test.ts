import { describe, it } from "vitest";
import { type BadInput, refuse } from "./support/bad-input.ts";
import { pictures, tiny } from "./support/configs.ts";
import { idxImages } from "./support/data-files.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const train = ["train", "config.yaml"];
const set = (...settings: string[]) => [...train, ...settings.flatMap((setting) => ["--set", setting])];
const images = (folder: string) => write(folder, "images.idx", idxImages(40));

const inputs: readonly BadInput[] = [
  {
    name: "an unknown kind",
    args: set("likelihood.kind=gausian"),
    code: 2,
    says: ["config likelihood.kind", '"gausian"', "bernoulli, gaussian", 'Did you mean "gaussian"?'],
  },
  {
    name: "an unknown key",
    args: set("loss.betta=4"),
    code: 2,
    says: ["config loss: ", '"betta"', "kind, beta", 'Did you mean "beta"?'],
  },
  {
    name: "an unknown key of the config itself",
    args: set("trainning.epochs=4"),
    code: 2,
    says: ["top level", 'Did you mean "training"?'],
  },
  {
    name: "a negative width",
    args: set("decoder.hidden=[-5]"),
    code: 2,
    says: ["config decoder.hidden.0", "more than 0", "got -5"],
  },
  {
    name: "text for a number",
    args: set("training.batch=many"),
    code: 2,
    says: ["config training.batch", "number", '"many"'],
  },
  {
    name: "epochs and steps at once",
    args: set("training.steps=4"),
    code: 2,
    says: ["config training.epochs", "one of `epochs`, `steps` and `stages`"],
  },
  { name: "an unknown engine", args: set("engine=cuda"), code: 2, says: ["config engine", "onnx", '"cuda"'] },
  {
    name: "--set without a value",
    args: set("loss.beta"),
    code: 2,
    says: ["--set loss.beta", "path=value", "--set loss.beta=4"],
  },
  {
    name: "--set through a number",
    args: set("training.batch.size=4"),
    code: 2,
    says: ["--set training.batch.size=4", '"batch" is not an object'],
  },
  { name: "a missing config", args: ["train", "none.yaml"], code: 2, says: ["none.yaml", "no such file", "elbo init"] },
  {
    name: "malformed YAML",
    args: ["train", "bad.yaml"],
    prepare: (at) => write(at, "bad.yaml", "loss: {kind: elbo\nseed: [1"),
    code: 2,
    says: ["bad.yaml", /line 2, column 1/],
  },
  {
    name: "an empty config",
    args: ["train", "empty.yaml"],
    prepare: (at) => write(at, "empty.yaml", ""),
    code: 2,
    says: ["an empty file", "elbo init"],
  },
  {
    name: "a list for a config",
    args: ["train", "list.yaml"],
    prepare: (at) => write(at, "list.yaml", "- 1\n- 2\n"),
    code: 2,
    says: ["a list"],
  },
  { name: "a folder for a config", args: ["train", "."], code: 2, says: ["this is a folder", "YAML"] },
  {
    name: "a likelihood that does not fit the data",
    config: { ...pictures, data: { ...pictures.data, binarise: "none" } },
    prepare: images,
    args: train,
    code: 2,
    says: ["config likelihood.kind", "bernoulli", "binary", "data.binarise"],
  },
  {
    name: "importance weights with a discrete posterior",
    args: set("latents.posterior={kind: vq, shape: [2, 3], codes: 8}", "loss.kind=iwae"),
    code: 2,
    says: ["config loss", "iwae", "draws that differ", 'posterior "vq" of site z'],
  },
  {
    name: "a transport of discrete latents",
    args: set("latents.posterior={kind: vq, shape: [2, 3], codes: 8}", "latents.transports=[{kind: hamiltonian}]"),
    code: 2,
    says: ["config latents, transport of site z", "hamiltonian", "real numbers", 'posterior "vq"'],
  },
  {
    name: "a batch larger than the data",
    args: set("training.batch=1000"),
    code: 2,
    says: ["config training.batch", "at most 320", "1000", "smaller batch"],
  },
  {
    name: "a convolution that shrinks to nothing",
    config: {
      ...pictures,
      encoder: {
        kind: "conv",
        padding: "valid",
        layers: [
          { channels: 2, kernel: 5, stride: 2 },
          { channels: 2, kernel: 5, stride: 2 },
        ],
      },
    },
    prepare: images,
    args: train,
    code: 2,
    says: ["encoders/conv", "at least 5 x 5", "[2, 2, 2]"],
  },
  {
    name: "strides that do not divide",
    config: {
      ...pictures,
      decoder: {
        kind: "conv",
        start: 4,
        layers: [{ channels: 4, kernel: 4, stride: 3 }],
        output: { kernel: 4, stride: 1 },
      },
    },
    prepare: images,
    args: train,
    code: 2,
    says: ["decoder", /stride|divide|multiple/],
  },
  {
    name: "convolutions over a table",
    args: set("encoder={kind: conv, layers: [{channels: 2, kernel: 3, stride: 2}]}"),
    code: 2,
    says: ["conv", /height|image/],
  },
  {
    name: "validation on a split that the data lacks",
    config: { ...pictures, data: { ...pictures.data, validation: 0 } },
    prepare: images,
    args: set("training.validate.on=validation"),
    code: 2,
    says: ["config training.validate.on", "train, test", "got validation"],
  },
  {
    name: "patience without validation",
    config: { ...pictures, data: { ...pictures.data, validation: 0 } },
    prepare: images,
    args: set("training.patience=2"),
    code: 2,
    says: ["config training.patience", "validation"],
  },
  {
    name: "a stage that moves nothing known",
    args: set("training={batch: 32, stages: [{name: a, epochs: 1, moves: [encodr]}]}"),
    code: 2,
    says: ["config training.stages.0", '"encodr"', "encoder"],
  },
  {
    name: "a matrix that is none",
    args: ["bench", "config.yaml"],
    code: 2,
    says: ["matrix (top level)", 'unknown key "engine"', "docs/cli.md"],
  },
  {
    name: "a matrix with a bad cell",
    args: ["bench", "m.yaml"],
    prepare: (at) =>
      write(
        at,
        "m.yaml",
        JSON.stringify({
          name: "m",
          data: { numbers: tiny },
          variants: { odd: { config: { loss: { kind: "elbow" } } } },
        }),
      ),
    code: 2,
    says: ['variant "odd" on numbers, config loss.kind', '"elbow"', 'Did you mean "elbo"?'],
  },
];

describe("a config that cannot be", () => {
  it.concurrent.for(inputs)("$name", (input, { onTestFinished }) => refuse(input, workplace(onTestFinished), ""));
});

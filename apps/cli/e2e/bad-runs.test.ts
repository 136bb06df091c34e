import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type BadInput, refuse } from "./support/bad-input.ts";
import { elboSays } from "./support/command.ts";
import { saveConfig, tiny } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const trained = mkdtempSync(join(tmpdir(), "elbo-cli-"));

beforeAll(async () => {
  await elboSays(["train", await saveConfig(trained, tiny)], { cwd: trained });
});
afterAll(() => rmSync(trained, { recursive: true, force: true }));

const runOf = async (at: string) => join(at, "runs", (await readdir(join(at, "runs")))[0] as string);
const weightsOf = async (run: string) => {
  const names = await readdir(join(run, "checkpoints"));
  return names.filter((name) => name.endsWith(".safetensors")).map((name) => join(run, "checkpoints", name));
};
const flip = async (at: string) => {
  for (const file of await weightsOf(await runOf(at))) {
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
    await writeFile(file, bytes);
  }
};
const alter = (change: (config: typeof tiny) => unknown) => async (at: string) => {
  const file = join(await runOf(at), "config.json");
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, "utf8")))));
};
const broken = "export const x: number = ;";
const train = (...more: string[]) => ["train", "config.yaml", ...more];

const inputs: readonly BadInput[] = [
  {
    name: "a flipped byte in the weights",
    trained: true,
    prepare: flip,
    args: ["evaluate"],
    code: 5,
    says: [".safetensors", "checksum", "another checkpoint"],
  },
  {
    name: "truncated weights",
    trained: true,
    prepare: async (at) => {
      for (const file of await weightsOf(await runOf(at))) await truncate(file, 100);
    },
    args: ["sample"],
    code: 5,
    says: [".safetensors", "truncated", "got 100"],
  },
  {
    name: "a way to an example that is not there",
    trained: true,
    prepare: async () => {},
    args: ["interpolate", "--between", "0:99999"],
    code: 2,
    says: ["the test split", "no such example", "got 99999"],
  },
  {
    name: "a sampler that is not there",
    trained: true,
    prepare: async () => {},
    args: ["sample", "--sampler", "mixtur"],
    code: 2,
    says: ["sampler.kind", "mixture", "Did you mean"],
  },
  {
    name: "a measure that the data do not allow",
    trained: true,
    prepare: async () => {},
    args: ["evaluate", "--metrics", "disentanglement"],
    code: 2,
    says: ["disentanglement", "no known factors"],
  },
  {
    name: "missing weights",
    trained: true,
    prepare: async (at) => {
      for (const file of await weightsOf(await runOf(at))) rmSync(file);
    },
    args: ["sample"],
    code: 5,
    says: [".safetensors", "missing"],
  },
  {
    name: "a truncated manifest",
    trained: true,
    prepare: async (at) => {
      for (const name of ["last", "best"]) await truncate(join(await runOf(at), "checkpoints", `${name}.json`), 40);
    },
    args: ["encode"],
    code: 5,
    says: [".json", "truncated"],
  },
  {
    name: "a run continued with another config",
    trained: true,
    prepare: alter((config) => ({ ...config, seed: 9 })),
    args: ["train", "--resume"],
    code: 5,
    says: ["last.json", 'differs at "seed"', "expected 9, got 1"],
  },
  {
    name: "a run whose config is no JSON",
    trained: true,
    prepare: async (at) => writeFile(join(await runOf(at), "config.json"), "{"),
    args: ["sample"],
    code: 5,
    says: ["config.json", "not JSON"],
  },
  {
    name: "a folder that is no run",
    args: ["evaluate", "."],
    code: 5,
    says: ["not a run folder", "no config.json", "elbo train"],
  },
  {
    name: "a run that is not there",
    args: ["train", "--resume", "runs/none"],
    code: 5,
    says: ["runs/none", "nothing there", "elbo train"],
  },
  {
    name: "no runs at all",
    args: ["sample"],
    code: 5,
    says: ["runs/", "no trained run yet", "elbo init && elbo train"],
  },
  { name: "nothing to resume", args: ["train", "--resume"], code: 5, says: ["runs/", "no run yet"] },
  {
    name: "a resumed run with settings",
    trained: true,
    args: ["train", "--resume", "--set", "training.epochs=9"],
    code: 2,
    says: ["--set training.epochs=9", "keeps its own config", /elbo train .*config\.json --set training\.epochs=9/],
  },
  {
    name: "a resumed run with a config",
    trained: true,
    args: train("--resume"),
    code: 2,
    says: ["keeps its own config", "config.yaml"],
  },
  {
    name: "a split that there is not",
    trained: true,
    args: ["evaluate", "--split", "trian"],
    code: 2,
    says: ["--split", "trian", "test, validation, train"],
  },
  {
    name: "no samples at all",
    trained: true,
    args: ["sample", "--count", "0"],
    code: 2,
    says: ["--count", "at least 1"],
  },
  { name: "an unknown command", args: ["trian"], code: 2, says: ["unknown command 'trian'", "Did you mean train?"] },
  { name: "an unknown option", args: ["train", "--rsume"], code: 2, says: ["--rsume", "--resume"] },
  { name: "too many arguments", args: ["train", "config.yaml", "b"], code: 2, says: ["too many arguments"] },
  { name: "nothing to train", args: ["train"], code: 2, says: ["config file", "--resume", "elbo init"] },
  {
    name: "a template that there is not",
    args: ["init", "new.yaml", "--template", "desne"],
    code: 2,
    says: ["--template", "desne", "dense, conv"],
  },
  {
    name: "a config that is there already",
    args: ["init", "config.yaml"],
    code: 2,
    says: ["config.yaml", "exists", "--force"],
  },
  {
    name: "a family that there is not",
    args: ["list", "priors"],
    code: 2,
    says: ["priors", "posterior, transport, prior"],
  },
  { name: "parts that are not there", args: train("--parts", "mine.ts"), code: 2, says: ["--parts mine.ts", "ENOENT"] },
  {
    name: "parts that throw",
    args: train("--parts", "mine.ts"),
    prepare: (at) => write(at, "mine.ts", 'throw new Error("no luck");'),
    code: 2,
    says: ["--parts mine.ts", "does not load", "no luck"],
  },
  {
    name: "parts that are no TypeScript",
    args: train("--parts", "mine.ts"),
    prepare: (at) => write(at, "mine.ts", broken),
    code: 2,
    says: ["--parts mine.ts", "does not load"],
  },
  {
    name: "parts that export nothing",
    args: train("--parts", "mine.ts"),
    prepare: (at) => write(at, "mine.ts", "export const x = 1;"),
    code: 2,
    says: ["exports no part", "family, kind", "got x"],
  },
  {
    name: "a file where runs should go",
    args: train("--runs", "config.yaml"),
    code: 6,
    says: ["config.yaml", "could not make the folder", "EEXIST"],
  },
  {
    name: "runs where no folder can be made",
    args: train("--runs", "/proc/runs"),
    code: 6,
    says: ["/proc/runs", "could not make the folder"],
  },
  {
    name: "codes into a folder that is not there",
    trained: true,
    args: ["encode", "--out", "none/codes.csv"],
    code: 6,
    says: ["none/codes.csv", "ENOENT", "folder"],
  },
  {
    name: "codes onto a folder",
    trained: true,
    prepare: (at) => mkdir(join(at, "codes.csv")),
    args: ["encode"],
    code: 6,
    says: ["codes.csv", "EISDIR", "folder"],
  },
  {
    name: "a config below a file",
    args: ["init", "config.yaml/x.yaml"],
    code: 6,
    says: ["config.yaml/x.yaml", "ENOTDIR"],
  },
  {
    name: "a benchmark below a file",
    args: ["bench", "m.yaml", "--out", "config.yaml"],
    prepare: (at) =>
      saveConfig(at, { name: "m", data: { numbers: tiny }, variants: { plain: { config: {} } } }, "m.yaml"),
    code: 6,
    says: ["config.yaml", "EEXIST", "--out"],
  },
  {
    name: "a disk that is full at once",
    args: train(),
    start: { fileLimit: 0 },
    code: 6,
    says: ["EFBIG", /config\.json|run\.json/],
  },
  {
    name: "a disk that gets full",
    args: train("--set", "decoder.hidden=[200]"),
    start: { fileLimit: 6 },
    code: 6,
    begins: true,
    leaves: /\/(log\.jsonl|config\.json|run\.json)$/,
    says: ["EFBIG", "checkpoints", "--resume"],
  },
  {
    name: "a disk too full for the codes",
    trained: true,
    args: ["encode", "--split", "train"],
    start: { fileLimit: 4 },
    code: 6,
    says: ["codes.csv", "EFBIG", "ulimit"],
  },
  {
    name: "numbers that diverge at once",
    args: train("--set", "training.optimiser.rate=1e30"),
    code: 7,
    says: [/term "\w+"/, /step \d+/, "training.optimiser.rate", "No checkpoint"],
    begins: true,
    leaves: /\/(log\.jsonl|config\.json|run\.json)$/,
  },
  {
    name: "numbers that diverge later",
    args: train("--set", "training.optimiser.rate={kind: steps, from: 0.003, milestones: [2], values: [1e30]}"),
    code: 7,
    says: [/term "\w+"/, /step 2\d/, "training.clip", "last good checkpoint is runs/"],
    begins: true,
    leaves: /\/(log\.jsonl|config\.json|run\.json|checkpoints\/(last|best)\.json|weights-\w+\.safetensors)$/,
  },
];

describe("a run or a command that cannot be", () => {
  it.concurrent.for(inputs)("$name", (input, { onTestFinished }) => refuse(input, workplace(onTestFinished), trained));
});

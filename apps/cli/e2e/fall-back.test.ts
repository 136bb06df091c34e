import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elbo } from "./support/command.ts";
import { saveConfig, tiny } from "./support/configs.ts";
import { unloweredPrior } from "./support/unlowered-part.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const { engine, ...anywhere } = tiny;
const model = { ...anywhere, latents: { ...tiny.latents, prior: { kind: "laplace" } } };
const free = { env: { ELBO_REQUIRE: "" } };
const train = ["train", "config.yaml", "--parts", "parts/odd-prior.ts", "--set", "training.epochs=1"];
const why = /the kernel "LRN" cannot be lowered to ONNX/;
const part = /called by Object\.logProb \(.*odd-prior\.ts:\d+:\d+\), last scope entered "latents\/z/;

const prepare = async (folder: string) => {
  await saveConfig(folder, model);
  await write(folder, "parts/odd-prior.ts", unloweredPrior);
};

it("a part that onnx cannot run is trained on the next engine, said once, and the run says which", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  await prepare(cwd);
  const { code, err, out } = await elbo([...train, "--json"], { cwd, ...free });
  expect({ code, err }).toMatchObject({ code: 0 });
  const said = err.split("\n").filter((line) => line.startsWith("Using engine"));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(why);
  expect(said[0]).toMatch(part);
  const used = /^Using engine "(node|cpu)" from here on/.exec(said[0] as string)?.[1];
  const facts = JSON.parse(await readFile(join(cwd, JSON.parse(out).run, "run.json"), "utf8"));
  expect(facts.engine).toBe(used);
});

it("where onnx is required or named, that is an error that names the operation, the part and a remedy", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  await prepare(cwd);
  const required = await elbo(train, { cwd, env: { ELBO_REQUIRE: "onnx" } });
  const named = await elbo([...train, "--set", "engine=onnx"], { cwd, ...free });
  for (const { code, err } of [required, named]) {
    const message = err.trimEnd().split("\n").at(-1);
    expect(code).not.toBe(0);
    expect(message).toMatch(/^elbo: /);
    expect(message).toMatch(why);
    expect(message).toMatch(part);
    expect(message).toMatch(/engine: node/);
    expect(err).not.toMatch(/^\s+at |Using engine/m);
  }
});

it("a benchmark does not mix engines", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  await prepare(cwd);
  const { loss, ...base } = model;
  const matrix = {
    name: "odd",
    title: "A benchmark that falls back",
    base: { training: base.training },
    data: { numbers: { ...base, training: undefined } },
    variants: { odd: { config: { loss }, published: "made up, 1" } },
    seeds: [1],
    evaluate: { importance: 10, importanceExamples: 20, samples: 9 },
  };
  await write(cwd, "matrix.yaml", JSON.stringify(matrix));
  const { code, err } = await elbo(["bench", "matrix.yaml", "--parts", "parts/odd-prior.ts"], { cwd, ...free });
  expect(code).not.toBe(0);
  expect(err).toMatch(/elbo: bench: a benchmark does not fall back to another engine/);
  expect(err).toMatch(why);
});

import { createArena } from "@elbo/engine";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable, openTestModel } from "../conformance/open-models.ts";
import { describeFile } from "./describe-file.ts";
import { exportModel } from "./export-model.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

/** A model of the conformance table, exported, and its data. */
async function exported(name: string) {
  const { assembled, values } = await openTestModel(configTable(files)[name] as object);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  return { ...exportModel(assembled, arena, { elbo: "1.2.3" }), assembled };
}

const summary = ({ files: written }: Awaited<ReturnType<typeof exported>>) =>
  Object.fromEntries(written.map(({ file, ports }) => [file, ports.map(({ kind, name }) => `${kind} ${name}`)]));

describe("the files of a model", () => {
  it("are encode, decode and sample where all is drawn in one pass", async () => {
    const model = await exported("top-down, precision");
    expect(summary(model)).toEqual({
      "encode.onnx": ["input x", "output top", "output bottom"],
      "posterior.onnx": [
        "input x",
        "noise noise_latents_top_draw_draw",
        "noise noise_latents_bottom_draw_draw",
        "output log_q",
        "output log_p",
        "output top",
        "output bottom",
      ],
      "decode.onnx": ["input top", "input bottom", "output x"],
      "sample.onnx": [
        "noise noise_latents_top_draw_draw",
        "noise noise_latents_bottom_draw_draw",
        "output top",
        "output bottom",
        "output x",
      ],
    });
    expect(model.refused).toEqual([]);
  });

  it("are the steps of the loop where the decoder draws token by token", async () => {
    const model = await exported("recurrent text");
    const step = summary(model)["decode-step.onnx"] ?? [];
    expect(Object.keys(summary(model))).toEqual([
      "encode.onnx",
      "posterior.onnx",
      "prior.onnx",
      "decode-begin.onnx",
      "decode-step.onnx",
      "sample-step.onnx",
    ]);
    expect(summary(model)["encode.onnx"]).toEqual(["input x", "input x_length", "output z"]);
    expect(step).toEqual(expect.arrayContaining(["input previous", "input index", "output token"]));
    const names = (kind: string, prefix: string) =>
      step.filter((port) => port.startsWith(`${kind} ${prefix}`)).map((port) => port.slice(kind.length + 1));
    const begun = (summary(model)["decode-begin.onnx"] ?? []).filter((port) => port.startsWith("output "));
    expect(names("output", "next_").map((name) => `output ${name.slice("next_".length)}`)).toEqual(begun);
    expect(begun.length).toBeGreaterThan(0);
    expect(model.refused).toEqual([]);
  });

  it("lack a sample where the prior is a loop from nothing, and the reason names the site", async () => {
    const model = await exported("VQ, PixelCNN");
    expect(Object.keys(summary(model))).toEqual(["encode.onnx", "posterior.onnx", "decode.onnx"]);
    expect(model.refused).toEqual([
      { name: "sample", reason: expect.stringMatching(/prior of site z .*step by step/) },
    ]);
  });
});

describe("what a file says of itself", () => {
  const about = async (name: string, file: string) => {
    const { assembled, files: written } = await exported(name);
    const { about: sentence, ports } = written.find((each) => each.file === file) as (typeof written)[number];
    const { config, dataset } = assembled;
    const texts = describeFile({ about: sentence }, ports, { config, dataset, versions: { elbo: "1.2.3" } });
    const { "elbo.about": first, ...rest } = texts;
    return Object.fromEntries([
      ["about", first],
      ...Object.entries(rest).map(([key, text]) => [key, JSON.parse(text)]),
    ]);
  };

  it("names axes, and the law of noise", async () => {
    const { about: sentence, "elbo.ports": ports } = await about("dense", "sample.onnx");
    expect(sentence).toBe("noise to z ~ p(z) and the mean of p(x|z)");
    expect(ports).toEqual([
      {
        kind: "noise",
        name: "noise_latents_z_draw_draw",
        dtype: "float32",
        shape: ["batch", 3],
        law: { law: "normal" },
      },
      { kind: "output", name: "z", dtype: "float32", shape: ["batch", 3], axes: ["batch", "latent"] },
      {
        kind: "output",
        name: "x",
        dtype: "float32",
        shape: ["batch", 8, 8, 1],
        axes: ["batch", "height", "width", "channel"],
      },
    ]);
  });

  it("holds config and versions", async () => {
    const found = await about("dense", "encode.onnx");
    expect(found["elbo.config"]).toMatchObject({ likelihood: { kind: "bernoulli" } });
    expect(found["elbo.versions"]).toEqual({ elbo: "1.2.3" });
    expect(found["elbo.numbers"]).toEqual({ support: "binary" });
  });

  it("holds the scales of a table's columns and the text of tokens", async () => {
    const { "elbo.numbers": numbers, "elbo.ports": ports } = await about("table with gaps", "encode.onnx");
    expect(numbers.columns.map(({ name }: { name: string }) => name)).toEqual(["a", "b", "c", "d"]);
    expect(ports.slice(0, 2).map(({ axes }: { axes: string[] }) => axes)).toEqual([
      ["batch", "feature"],
      ["batch", "feature"],
    ]);
    const { "elbo.numbers": text } = await about("recurrent text", "encode.onnx");
    expect(text.tokens).toEqual(["", "", "a", "b", "c", "d", "e"]);
  });
});

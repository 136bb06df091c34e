import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { elbo, elboSays } from "./support/command.ts";
import { pictures, saveConfig, table, text, tiny } from "./support/configs.ts";
import { csv, idxImages, lines, savePictures } from "./support/data-files.ts";
import { filesBelow, workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

interface Model {
  readonly name: string;
  readonly config: object;
  readonly prepare: (folder: string) => Promise<unknown>;
  readonly latents: number;
}

const small = { ...tiny.training, batch: 8 };
const models: readonly Model[] = [
  { name: "binary pictures", config: pictures, prepare: (at) => write(at, "images.idx", idxImages(120)), latents: 3 },
  {
    name: "a folder of colour pictures",
    config: {
      ...tiny,
      data: { kind: "images", path: "pictures", colour: true, size: [8, 8] },
      likelihood: { kind: "gaussian", sigma: { kind: "learned" } },
      training: small,
    },
    prepare: (at) => savePictures(join(at, "pictures"), 40),
    latents: 3,
  },
  {
    name: "a table",
    config: { ...table, training: small },
    prepare: (at) => write(at, "data.csv", csv(60)),
    latents: 3,
  },
  {
    name: "text",
    config: { ...text, training: small },
    prepare: (at) => write(at, "lines.txt", lines(80)),
    latents: 3,
  },
];

/** A PNG's width and height. */
const pngSize = async (file: string) => {
  const bytes = await readFile(file);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe.concurrent.each(models)("$name", ({ config, latents, name, prepare }) => {
  it("trains, and the last run is measured, sampled, reconstructed and encoded", async ({ onTestFinished }) => {
    const cwd = workplace(onTestFinished);
    await prepare(cwd);
    const file = await saveConfig(cwd, config);
    const json = async (...args: string[]) => {
      const { code, err, out } = await elbo([...args, "--json"], { cwd });
      expect({ args, code, err: args[0] === "train" ? "" : err }).toEqual({ args, code: 0, err: "" });
      return JSON.parse(out);
    };

    const facts = await json("train", file, "--dry-run");
    expect(facts).toMatchObject({
      train: expect.any(Number),
      latents: [{ name: "z", shape: [latents] }],
      engine: "cpu",
    });
    expect(Object.keys(facts).sort()).toEqual(
      [
        "engine",
        "latents",
        "minutes",
        "parameterBytes",
        "parameters",
        "secondsPerStep",
        "steps",
        "test",
        "train",
      ].sort(),
    );
    expect(await filesBelow(join(cwd, "runs")).catch(() => [])).toEqual([]);

    const trained = await json("train", file);
    expect(Object.keys(trained).sort()).toEqual(["best", "interrupted", "run", "seconds", "steps"]);
    expect(trained).toMatchObject({ steps: facts.steps, interrupted: false });
    const { run } = trained;

    const worth = await json("evaluate", "--importance", "20", "--metrics", "information", "--metric-examples", "3");
    expect(worth.metrics.information).toMatchObject({ examples: 3, mutualInformation: expect.any(Number) });
    expect(worth).toMatchObject({ run, split: "test", examples: facts.test, latentDimensions: latents });
    expect(worth.negativeElbo).toBeCloseTo(worth.reconstruction + worth.kl, 3);
    expect(worth.nll).toMatchObject({ samples: 20, examples: facts.test });
    expect(worth.perToken === undefined).toBe(name !== "text");
    expect(worth.collapsed).toBeTypeOf("boolean");

    const drawn = await json("sample", "--count", "9");
    const back = await json("reconstruct", "--count", "4");
    expect(drawn).toMatchObject({ run, count: 9 });
    expect(back).toMatchObject({ run, count: 4 });
    const side = (cells: number) => (cells * 9 + 1) * 2;
    if (name.includes("pictures")) {
      expect(await pngSize(join(cwd, drawn.file))).toEqual([side(3), side(3)]);
      expect(await pngSize(join(cwd, back.file))).toEqual([side(4), side(2)]);
    } else {
      expect(drawn.lines).toHaveLength(9);
      expect(back.lines).toHaveLength(4);
      expect(drawn.columns).toEqual(name === "text" ? undefined : ["a", "b", "c"]);
    }

    const mixed = await json(
      "sample",
      "--count",
      "3",
      "--sampler",
      "mixture",
      "--components",
      "2",
      "--out",
      drawn.file ?? "mixed.csv",
    );
    const ways = await json("interpolate", "--between", "0:1,2:3", "--steps", "5", "--path", "spherical");
    const moved = await json("traverse", "--example", "1", "--dimensions", "0,2", "--steps", "3", "--range", "2");
    expect(ways).toMatchObject({ run, rows: 2, steps: 5, path: "spherical" });
    expect(moved).toMatchObject({ run, dimensions: [0, 2], values: [-2, 0, 2] });
    if (name.includes("pictures")) {
      expect(await pngSize(join(cwd, mixed.file))).toEqual([side(2), side(2)]);
      expect(await pngSize(join(cwd, ways.file))).toEqual([side(5), side(2)]);
      expect(await pngSize(join(cwd, moved.file))).toEqual([side(3), side(2)]);
    } else {
      expect(await readFile(join(cwd, "mixed.csv"), "utf8")).toMatch(/\n$/);
      expect(ways.lines).toHaveLength(10);
      expect(moved.lines).toHaveLength(6);
      expect(ways.lines[0]).toBe(back.lines[0][1]); // where a way begins is the reconstruction of its example
    }

    const codes = await json("encode", "--split", "train");
    expect(codes).toEqual({ run, split: "train", examples: facts.train, dimensions: latents, file: "codes.csv" });
    const [heading, ...rows] = (await readFile(join(cwd, "codes.csv"), "utf8")).trim().split("\n");
    expect(heading).toBe("z.0,z.1,z.2");
    expect(rows).toHaveLength(facts.train);
    expect(rows.every((row) => row.split(",").every((cell) => Number.isFinite(Number(cell))))).toBe(true);

    const onnx = await json("export");
    expect(onnx).toMatchObject({ run, folder: "onnx", refused: [] });
    const one = ["encode.onnx", "posterior.onnx", "decode.onnx", "sample.onnx"];
    const loop = ["prior.onnx", "decode-begin.onnx", "decode-step.onnx", "sample-step.onnx"];
    const steps = ["encode.onnx", "posterior.onnx", ...loop];
    expect(onnx.files.map(({ file }: { file: string }) => file)).toEqual(name === "text" ? steps : one);
    for (const { bytes, file } of onnx.files) expect((await readFile(join(cwd, "onnx", file))).length).toBe(bytes);

    const shown = [await elboSays(["evaluate"], { cwd }), await elboSays(["train", file, "--dry-run"], { cwd })].join();
    expect(shown).toMatch(/-ELBO\s+-?\d+\.\d\d\s+nats per example[\s\S]*importance-sampled, k=100[\s\S]*parameters/);
  });
});

describe("a table", () => {
  it("comes back in its own units, with the names of its columns", async ({ onTestFinished }) => {
    const cwd = workplace(onTestFinished);
    await write(
      cwd,
      "data.csv",
      csv(60, (row, column) => String(1000 * (column + 1) + (row % 3))),
    );
    await elboSays(["train", await saveConfig(cwd, { ...table, training: small })], { cwd });
    const [heading, ...rows] = (await elboSays(["sample", "--count", "5"], { cwd })).trim().split("\n");
    expect(heading).toBe("a,b,c");
    expect(rows.map((row) => row.split(",").map((cell) => Math.round(Number(cell) / 1000)))).toEqual(
      new Array(5).fill([1, 2, 3]),
    );
    const pairs = await elboSays(["reconstruct", "--count", "1"], { cwd });
    expect(pairs).toMatch(/^a,b,c\n100[012]\.\d+,200[012]\.\d+,300[012]\.\d+ {2}-> {2}100\d/);
  });
});

describe.concurrent("commands that need no model", () => {
  it("list, doctor, schema and help print what they promise", async ({ onTestFinished }) => {
    const cwd = workplace(onTestFinished);
    const parts = JSON.parse(await elboSays(["list", "prior", "--json"], { cwd }));
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts)
      expect(part).toEqual({ family: "prior", kind: expect.any(String), summary: expect.any(String) });
    const configs = JSON.parse(await elboSays(["list", "configs", "--json"], { cwd }));
    expect(configs).toContainEqual(
      expect.objectContaining({ name: "kingma-2014-vae", sort: "model", published: "none" }),
    );
    const facts = JSON.parse(await elboSays(["train", "kingma-2014-vae", "--dry-run", "--json"], { cwd }));
    expect(facts).toMatchObject({ train: 60000, latents: [{ name: "z", shape: [20] }] });
    expect(await elboSays(["list"], { cwd })).toMatch(/^family +kind +what\n[\s\S]*\nprior +vamp /);

    const engines = JSON.parse(await elboSays(["doctor", "--json"], { cwd }));
    expect(engines.find(({ engine }: { engine: string }) => engine === "cpu")).toEqual({
      engine: "cpu",
      available: true,
    });
    for (const { available, reason, remedy } of engines) expect(available || Boolean(reason && remedy)).toBe(true);
    expect(await elboSays(["doctor"], { cwd })).toMatch(/^Node .* cores[\s\S]*onnx/);

    const help = await elboSays(["--help"], { cwd });
    for (const code of [
      "0  done",
      "2  wrong",
      "3  data",
      "4  engine",
      "5  checkpoint",
      "6  disk",
      "7  training",
      "130  ",
    ])
      expect(help).toContain(code);
    expect(await elboSays(["train", "--help"], { cwd })).toContain("--json");
    expect((await elboSays(["--version"], { cwd })).trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("init writes what the schema accepts", async ({ onTestFinished }) => {
    const cwd = workplace(onTestFinished);
    const schema = JSON.parse(await elboSays(["schema"], { cwd }));
    expect(schema.$schema).toMatch(/json-schema\.org\/draft\/2020-12/);
    const { z } = await import("zod");
    const check = z.fromJSONSchema(schema);
    for (const template of ["dense", "conv", "names", "images", "photographs", "table"]) {
      expect(await elboSays(["init", `${template}.yaml`, "--template", template], { cwd })).toContain(
        `elbo train ${template}.yaml`,
      );
      const config = parse(await readFile(join(cwd, `${template}.yaml`), "utf8"));
      expect(check.safeParse(config).error).toBeUndefined();
      expect(check.safeParse({ ...config, loss: { ...config.loss, betta: 4 } }).success).toBe(false);
      expect(check.safeParse({ ...config, encoder: { kind: "nonsense" } }).success).toBe(false);
    }
  });
});

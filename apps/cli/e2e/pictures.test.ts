import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { imageGrid } from "@elbo/bench";
import { readPicture } from "@elbo/datasets";
import { beforeAll, describe, expect, it } from "vitest";
import { elbo, elboSays } from "./support/command.ts";
import { saveConfig, tiny } from "./support/configs.ts";
import { savePictures } from "./support/data-files.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const SIDE = 8;
const png = (
  height: number,
  width: number,
  value: (row: number, column: number, channel: number) => number,
  channels: 1 | 3 = 1,
) =>
  imageGrid(
    Float32Array.from({ length: height * width * channels }, (_, i) => {
      const pixel = Math.floor(i / channels);
      return value(Math.floor(pixel / width), pixel % width, i % channels) / 255;
    }),
    { shape: [height, width, channels], columns: 1, scale: 1, gap: 0 },
  );
const shade = (row: number, column: number) => (17 * row + 11 * column) % 256;

let cwd: string;
const leave: (() => void)[] = [];
beforeAll(async () => {
  cwd = workplace((work) => void leave.push(work));
  await savePictures(join(cwd, "pictures"), 40);
  const config = {
    ...tiny,
    data: { kind: "images", path: join(cwd, "pictures"), size: [SIDE, SIDE] },
    likelihood: { kind: "gaussian", sigma: { kind: "learned" } },
    training: { ...tiny.training, batch: 8 },
  };
  await elboSays(["train", await saveConfig(cwd, config), "--name", "grey"], { cwd });
  await write(cwd, "damaged.png", png(SIDE, SIDE, shade));
  await write(cwd, "large.png", png(13, 20, shade));
  await write(
    cwd,
    "mask.png",
    png(SIDE, SIDE, (_, column) => (column < 3 ? 255 : 0)),
  );
  await write(
    cwd,
    "large-mask.png",
    png(13, 20, (row) => (row < 5 ? 255 : 0)),
  );
  return () => {
    for (const work of leave) work();
  };
}, 600_000);

describe("elbo restore", () => {
  it.each([
    ["a picture of the model's size", "damaged.png", "mask.png", 1, (_: number, column: number) => column < 3],
    ["a larger one, by tiles", "large.png", "large-mask.png", 6, (row: number) => row < 5],
  ] as const)("fills in %s and leaves what is seen to the byte", async (_, file, mask, tiles, hidden) => {
    const args = ["restore", file, "--mask", mask, "--draws", "4", "--uncertainty", "map.png", "--strip", "strip.png"];
    const said = JSON.parse(await elboSays([...args, "-o", `whole-${file}`, "--json"], { cwd }));
    expect(said).toMatchObject({ file: `whole-${file}`, tiles, draws: 4, uncertainty: "map.png", strip: "strip.png" });
    const read = (name: string) => readPicture(join(cwd, name));
    const [before, after, map] = [await read(file), await read(`whole-${file}`), await read("map.png")];
    expect([after.height, after.width]).toEqual([before.height, before.width]);
    const { width } = before;
    let changed = 0;
    for (const [i, byte] of before.bytes.entries()) {
      if (hidden(Math.floor(i / width), i % width)) {
        if (after.bytes[i] !== byte) changed++;
        continue;
      }
      expect([after.bytes[i], map.bytes[i]]).toEqual([byte, 0]);
    }
    expect(changed).toBeGreaterThan(5);
  });

  it("cleans noise, and makes a small picture larger", async () => {
    await elboSays(["restore", "damaged.png", "--noise", "gaussian:0.1", "--draws", "4", "-o", "clean.png"], { cwd });
    await write(cwd, "small.png", png(4, 4, shade));
    const made = JSON.parse(
      await elboSays(["restore", "small.png", "--downscaled", "2", "--draws", "4", "-o", "made.png", "--json"], {
        cwd,
      }),
    );
    expect([made.height, made.width]).toEqual([SIDE, SIDE]);
    expect((await readPicture(join(cwd, "made.png"))).height).toBe(SIDE);
  });

  it("refuses what does not fit, and writes nothing", async () => {
    await write(
      cwd,
      "nothing.png",
      png(SIDE, SIDE, () => 0),
    );
    await write(
      cwd,
      "everything.png",
      png(SIDE, SIDE, () => 255),
    );
    await write(
      cwd,
      "colour.png",
      png(SIDE, SIDE, (row, _, channel) => 20 * row + 70 * channel, 3),
    );
    await write(cwd, "tiny.png", png(2, 2, shade));
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["damaged.png", "--mask", "large-mask.png"], 3, /not as large as the picture.*8x8.*20x13/],
      [["damaged.png", "--mask", "nothing.png"], 3, /hides nothing/],
      [["damaged.png", "--mask", "everything.png"], 3, /hides everything/],
      [["colour.png", "--mask", "mask.png"], 3, /has colours, and the model is of grey ones/],
      [["tiny.png", "--mask", "tiny.png"], 3, /smaller than those/],
      [["none.png", "--mask", "mask.png"], 3, /no such picture/],
      [["damaged.png"], 2, /Say what is wrong/],
      [["damaged.png", "--noise", "pink:1"], 2, /NAME:NUMBER/],
      [["damaged.png", "--downscaled", "3"], 2, /a factor that divides 8 and 8/],
      [["damaged.png", "--mask", "mask.png", "-o", "bad.jpg"], 2, /end in \.png|ends in \.png/],
    ];
    for (const [args, code, message] of cases) {
      const outcome = await elbo(["restore", "-o", "never.png", ...args], { cwd });
      expect([args, outcome.code]).toEqual([args, code]);
      expect(outcome.err).toMatch(message);
    }
    await expect(readFile(join(cwd, "never.png"))).rejects.toThrow(/ENOENT/);
  });
});

it("elbo score tables files and splits, and calls what is above the threshold an anomaly", async () => {
  const said = JSON.parse(
    await elboSays(["score", "damaged.png", "mask.png", "--rate", "0.1", "--importance", "5", "--json"], { cwd }),
  );
  expect(Object.keys(said.means)).toEqual(["negativeElbo", "nll", "typicality", "complexity"]);
  const rows = (await readFile(join(cwd, "scores.csv"), "utf8")).trim().split("\n");
  expect(rows[0]).toBe("example,negativeElbo,nll,typicality,complexity,anomaly");
  expect(rows.slice(1).map((row) => row.split(",")[0])).toEqual(["damaged.png", "mask.png"]);
  expect(rows.slice(1).filter((row) => row.endsWith(",1"))).toHaveLength(said.anomalies);
  const [run] = JSON.parse(JSON.stringify([said.run]));
  const ratio = await elboSays(["score", "--count", "3", "--importance", "5", "--background", run, "--json"], { cwd });
  expect(JSON.parse(ratio).means.ratio).toBeCloseTo(0, 6); // a model beside itself
  const wrong = await elbo(["score", "damaged.png", "--rate", "0.1", "--by", "luck", "--importance", "5"], { cwd });
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/no such score.*typicality/)]);
});

it("samples like a picture in a grid, and morphs between two files", async () => {
  const sampled = JSON.parse(await elboSays(["sample", "--grid", "2x3", "--like", "damaged.png", "--json"], { cwd }));
  expect(sampled).toMatchObject({ count: 6, file: "samples.png" });
  expect((await readPicture(join(cwd, "samples.png"))).width).toBe((3 * (SIDE + 1) + 1) * 2);
  const between = ["interpolate", "--between", "damaged.png,mask.png", "--steps", "5", "--json"];
  expect(JSON.parse(await elboSays(between, { cwd }))).toMatchObject({ rows: 1, steps: 5 });
  const wrong = await elbo(["interpolate", "--between", "damaged.png"], { cwd });
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/a\.png,b\.png/)]);
});

import { cpuEngine, createArena, createOnnxEngine } from "@elbo/engine";
import { expectClose, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable, openTestModel } from "../conformance/open-models.ts";
import type { OnCompile } from "../session/compile-told.ts";
import { createSession, type Session } from "../session/session.ts";
import { decodeLatents, drawSamples } from "./draw-samples.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

const open = async (name: string, engine = cpuEngine, onCompile?: OnCompile): Promise<Session> => {
  const { assembled, values } = await openTestModel(configTable(files)[name] as object);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  return createSession(assembled, engine, arena, onCompile);
};
const COUNT = 4;

describe.each([
  ["recurrent text", "tokens below the vocabulary's size"],
  ["VQ, PixelCNN", "pixels between 0 and 1"],
  ["dense", "pixels between 0 and 1"],
  ["top-down, precision", "any numbers"],
])("samples of %s", (name, what) => {
  it(`are ${what}, the same by seed, others by another`, async () => {
    const session = await open(name);
    const { fields } = session.assembled.dataset;
    const size = (fields.x?.shape ?? []).reduce((a, b) => a * b, 1);
    const [first, again, other] = [
      await drawSamples(session, COUNT, { seed: 5n }),
      await drawSamples(session, COUNT, { seed: 5n }),
      await drawSamples(session, COUNT, { seed: 6n }),
    ];
    expect(first.x.length).toBe(COUNT * size);
    expect([...again.x]).toEqual([...first.x]);
    expect(again.z).toEqual(first.z);
    expect([...other.x]).not.toEqual([...first.x]);
    const highest = what.startsWith("tokens") ? (fields.x?.categories as number) - 1 : 1;
    if (what !== "any numbers") expect(first.x.every((v) => v >= 0 && v <= highest)).toBe(true);
    expect(Object.keys(first.z)).toEqual(session.assembled.parts.latents.sites.map((site) => site.name));
  });

  it("are the first of a longer draw, and few programs are compiled for many counts", async () => {
    const told: string[] = [];
    const session = await open(name, cpuEngine, ({ program }) => told.push(program));
    const longest = await drawSamples(session, 8, { seed: 5n });
    const compiled = told.length;
    for (const count of [5, 7, 8]) {
      const { x, z } = await drawSamples(session, count, { seed: 5n });
      expectClose(x, longest.x.slice(0, x.length), 1e-6);
      expect(x.length / count).toBe(longest.x.length / 8);
      for (const [site, values] of Object.entries(z)) {
        expectClose(values, (longest.z[site] as Float32Array).slice(0, values.length), 1e-6);
      }
    }
    expect(told).toHaveLength(compiled);
  });

  it("are the same on onnx as on cpu", async () => {
    const onnx = createOnnxEngine({ threads: 1 });
    const expected = await drawSamples(await open(name), COUNT, { seed: 5n });
    const found = await drawSamples(await open(name, onnx), COUNT, { seed: 5n });
    expectClose(found.x, expected.x, 1e-5);
  });
});

it("a PixelCNN's latents are codes of the codebook", async () => {
  const session = await open("VQ, PixelCNN");
  const { z } = await drawSamples(session, COUNT, { seed: 5n });
  const entry = session.arena.entries.find(({ path }) => path.endsWith("/codebook"));
  const { offset, size } = entry as { offset: number; size: number };
  const codes = session.arena.values.subarray(offset, offset + size);
  const rows = (values: ArrayLike<number>) =>
    Array.from({ length: values.length / 3 }, (_, i) => [0, 1, 2].map((j) => values[3 * i + j]).join());
  const known = new Set(rows(codes));
  expect(rows(z.z as Float32Array).every((row) => known.has(row))).toBe(true);
});

it("the likeliest text of given latents needs no noise; drawn text does", async () => {
  const session = await open("recurrent text");
  const latents = { "latent/z": Float32Array.from({ length: 2 * COUNT }, (_, i) => Math.sin(i)) };
  const text = (seed: bigint, pick: "draw" | "mode") => decodeLatents(session, latents, { count: COUNT, seed, pick });
  expect([...(await text(1n, "mode"))]).toEqual([...(await text(2n, "mode"))]);
  expect([...(await text(1n, "draw"))]).not.toEqual([...(await text(2n, "draw"))]);
});

describe("samples of a conditional model", () => {
  it("follow the condition asked for, in turn, for any count, and take training examples' without one", async () => {
    const session = await open("conditional, dense");
    const size = 64;
    const mixed = await drawSamples(session, 5, { seed: 5n, condition: { label: [2, 0] } });
    expect([...(mixed.condition.label as Int32Array)]).toEqual([2, 0, 2, 0, 2]);
    const twos = await drawSamples(session, 3, { seed: 5n, condition: { label: [2] } });
    expectClose(twos.x.slice(0, size), mixed.x.slice(0, size), 1e-6); // same noise, same class
    expectClose(twos.x.slice(2 * size, 3 * size), mixed.x.slice(2 * size, 3 * size), 1e-6);
    expect(
      Math.max(...twos.x.slice(size, 2 * size).map((v, i) => Math.abs(v - (mixed.x[size + i] as number)))),
    ).toBeGreaterThan(1e-3);
    const { condition } = await drawSamples(session, 40, { seed: 5n });
    expect(new Set(condition.label)).toEqual(new Set([0, 1, 2]));
    expect([...((await drawSamples(session, 7, { seed: 5n })).condition.label as Int32Array)]).toEqual([
      ...(condition.label as Int32Array).slice(0, 7),
    ]);
  });

  it("draws text of a class too", async () => {
    const { x, condition } = await drawSamples(await open("conditional, recurrent"), 3, {
      seed: 5n,
      condition: { label: [1] },
    });
    expect([x.length, [...(condition.label as Int32Array)]]).toEqual([15, [1, 1, 1]]);
  });

  it("are refused for what the model is not conditioned on", async () => {
    const session = await open("conditional, dense");
    await expect(drawSamples(session, 2, { seed: 1n, condition: { label: [3] } })).rejects.toThrow(
      /"label" does not fit.*0 to 2, got 3/,
    );
    await expect(drawSamples(session, 2, { seed: 1n, condition: { colour: [1] } })).rejects.toThrow(
      /expected values of label, got colour/,
    );
    await expect(drawSamples(await open("dense"), 2, { seed: 1n, condition: { label: [1] } })).rejects.toThrow(
      /its config has none/,
    );
  });
});

import { fillNoise, normal, zeros } from "@elbo/program";
import { EngineError, ShapeError } from "@elbo/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { fillNoiseFeeds, inputFeeds, prepareFeeds, setKnobs } from "./feeds.ts";
import { loadRuntime, type Runtime } from "./load-runtime.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await loadRuntime();
});

const noise = { "posterior/z": { shape: [4, 3], law: { law: "normal" as const } } };
const makeFeeds = (used: readonly string[]) => {
  const arena = createArena({ encoder: { w: { shape: [2], init: normal(1) }, b: { shape: [3], init: zeros } } });
  return { arena, feeds: prepareFeeds(runtime, used, arena, { noise }) };
};

describe("what a run feeds", () => {
  it("parameters are views of the arena, and only those that the graph uses", () => {
    const { arena, feeds } = makeFeeds(["param:encoder/w"]);
    expect(Object.keys(feeds.fixed)).toEqual(["param:encoder/w"]);
    arena.values[arena.entries.find(({ path }) => path === "encoder/w")?.offset ?? -1] = 7;
    expect(feeds.fixed["param:encoder/w"]?.data[0]).toBe(7);
  });

  it("noise depends on key and path; an offset skips rows", () => {
    const { feeds } = makeFeeds(["noise:posterior/z"]);
    const data = feeds.fixed["noise:posterior/z"]?.data as Float32Array;
    const drawn = (step: number, offset?: number) => {
      fillNoiseFeeds(feeds, noise, { seed: 1n, step, ...(offset === undefined ? {} : { offset }) });
      return [...data];
    };
    const expected = new Float32Array(12);
    fillNoise(expected, { law: "normal" }, { seed: 1n, step: 5, path: "posterior/z", first: 0, row: 3 });
    expect(drawn(5)).toEqual([...expected]);
    expect(drawn(6)).not.toEqual([...expected]);
    expect(drawn(5, 2).slice(0, 6)).toEqual([...expected].slice(6));
  });

  it("knobs are set by path, and missing ones are named", () => {
    const { feeds } = makeFeeds(["knob:beta"]);
    setKnobs(feeds, ["beta", "unused"], { beta: 0.25, unused: 1 });
    expect(feeds.fixed["knob:beta"]?.data[0]).toBe(0.25);
    expect(() => setKnobs(feeds, ["beta"], {})).toThrow(EngineError);
    expect(() => setKnobs(feeds, ["beta"], {})).toThrow(/knob "beta".*no knobs/);
  });

  it("inputs are checked and converted", () => {
    const declared = { x: { shape: [2], dtype: "float32" }, t: { shape: [], dtype: "int32" } } as const;
    const feed = (inputs: Record<string, Float32Array | Int32Array | Uint8Array>, used = ["input:x", "input:t"]) =>
      inputFeeds(runtime, used, declared, inputs);
    const x = Float32Array.of(1, 2);
    const t = Int32Array.of(3);
    expect(feed({ x, t })["input:x"]?.data).toBe(x);
    expect(feed({ x: Uint8Array.of(1, 0), t })["input:x"]?.data).toEqual(Float32Array.of(1, 0));
    expect(Object.keys(feed({ x, t }, ["input:x"]))).toEqual(["input:x"]);
    for (const wrong of [{ x }, { x: t, t }, { x, t, y: x }]) expect(() => feed(wrong)).toThrow(ShapeError);
  });
});

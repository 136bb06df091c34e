import { createArena, createOnnxEngine } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../../conformance/data-files.ts";
import { configTable, openTestModel } from "../../conformance/open-models.ts";
import { createSession, type Session } from "../../session/session.ts";
import { exactCompletions } from "./fakes/exact-completions.ts";
import { restoreTokens } from "./restore-tokens.ts";
import type { RestoreTokensOptions } from "./token-options.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

const open = async (name: string): Promise<Session> => {
  const { assembled, values } = await openTestModel(configTable(files)[name] as object);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  return createSession(assembled, createOnnxEngine({ threads: 1 }), arena);
};

/** Five symbols 2..6 and their end; places 1 and 3 are hidden. */
const line = (time: number) => ({
  x: Int32Array.from({ length: time }, (_, t) => [4, 0, 2, 0, 5, 1][t] ?? 0),
  "x.length": Int32Array.of(6),
  "x.mask": Int32Array.from({ length: time }, (_, t) => Number(t !== 1 && t !== 3)),
});

describe.each(["recurrent text", "text by attention", "dilated text"])("hidden tokens of %s", (name) => {
  it("have the probabilities that an integral over z gives, whole lines and each by itself", async () => {
    const session = await open(name);
    const [time = 0] = session.assembled.dataset.fields.x?.shape ?? [];
    const given = line(time);
    const exact = await exactCompletions(session, given, { places: [1, 3], symbols: [2, 3, 4, 5, 6] });
    const how: RestoreTokensOptions = { particles: 2048, draws: 25, seed: 3n };
    const found = await restoreTokens(session, given, how);
    const worth = found.effective[0] as number;
    expect(worth).toBeGreaterThan(1000);
    const close = (own: number, p: number) =>
      expect(Math.abs(own - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / worth));
    const completions = found.completions[0] ?? [];
    expect(completions).toHaveLength(25);
    for (const { tokens, probability } of completions) close(probability, exact.get(tokens.join()) as number);
    expect(completions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    expect(found.hidden.map(({ line: own, place }) => [own, place])).toEqual([
      [0, 1],
      [0, 3],
    ]);
    for (const { place, probabilities } of found.hidden) {
      for (let symbol = 0; symbol < probabilities.length; symbol++) {
        let p = 0;
        for (const [tokens, own] of exact) if (tokens.split(",")[place] === `${symbol}`) p += own;
        if (symbol < 2) expect(probabilities[symbol]).toBe(0);
        else close(probabilities[symbol] as number, p);
      }
    }
    session.dispose();
  });
});

describe("lines", () => {
  it("come back as they were where nothing is hidden, the same by seed, and each by itself", async () => {
    const session = await open("recurrent text");
    const [time = 0] = session.assembled.dataset.fields.x?.shape ?? [];
    const own = line(time);
    const two: Named<Numbers> = {
      x: Int32Array.of(...own.x, ...own.x.map((token) => (token === 0 ? 0 : token === 1 ? 1 : 3))),
      "x.length": Int32Array.of(6, 6),
      "x.mask": Int32Array.of(...own["x.mask"], ...own["x.mask"].map(() => 1)),
    };
    const how = { particles: 64, draws: 4, seed: 5n };
    const [once, again] = [await restoreTokens(session, two, how), await restoreTokens(session, two, how)];
    const other = await restoreTokens(session, two, { ...how, seed: 6n });
    session.dispose();
    expect(again).toEqual(once);
    expect(other.hidden).not.toEqual(once.hidden);
    expect(once.draws).toHaveLength(4 * 2 * time);
    const whole = (two.x as Int32Array).slice(time);
    expect(once.completions[1]).toEqual([{ tokens: whole, probability: expect.closeTo(1, 6) }]);
    for (let draw = 0; draw < 4; draw++) {
      const [first, second] = [0, 1].map((n) => once.draws.slice((draw * 2 + n) * time, (draw * 2 + n + 1) * time));
      expect(second).toEqual(whole);
      for (const [t, token] of own.x.entries()) {
        if (own["x.mask"][t] !== 0) expect(first?.[t]).toBe(token);
        else expect(first?.[t]).toBeGreaterThan(1);
      }
    }
  });

  it("follow a condition", async () => {
    const session = await open("conditional, recurrent");
    const given = {
      x: Int32Array.of(2, 0, 1, 0, 0),
      "x.length": Int32Array.of(3),
      "x.mask": Int32Array.of(1, 0, 1, 1, 1),
    };
    const ask = (label: number) =>
      restoreTokens(session, { ...given, label: Int32Array.of(label) }, { particles: 512, seed: 1n });
    const [zero, two] = [await ask(0), await ask(2)];
    const gap = (zero.hidden[0]?.probabilities ?? new Float32Array()).map((p, k) =>
      Math.abs(p - (two.hidden[0]?.probabilities[k] as number)),
    );
    expect(Math.max(...gap)).toBeGreaterThan(0.05);
    await expect(restoreTokens(session, given, {})).rejects.toThrow(/conditioned on "label"/);
    session.dispose();
  });

  it("are refused with what was expected and what came", async () => {
    const session = await open("recurrent text");
    const [time = 0] = session.assembled.dataset.fields.x?.shape ?? [];
    const own = line(time);
    const ask = (more: Named<Numbers>, how: RestoreTokensOptions = {}) =>
      restoreTokens(session, { ...own, ...more }, how);
    await expect(restoreTokens(session, { x: own.x }, {})).rejects.toThrow(/"x.length" is missing/);
    await expect(ask({ x: own.x.with(0, 99) })).rejects.toThrow(/token 99 at 0/);
    await expect(ask({ "x.length": Int32Array.of(99) })).rejects.toThrow(/length 99/);
    await expect(ask({ "x.mask": own["x.mask"].with(5, 0) })).rejects.toThrow(/mask 0 at its end/);
    for (const [name, count] of Object.entries({ draws: 0, particles: -1 })) {
      await expect(ask({}, { [name]: count }), name).rejects.toThrow(/counts nothing/);
    }
    await expect(ask({}, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    session.dispose();
    const pictures = await open("dense");
    await expect(restoreTokens(pictures, own, {})).rejects.toThrow(/not one of text.*Use `restore`/);
    pictures.dispose();
  });
});

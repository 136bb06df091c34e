import type { Arena, Compiled, Engine } from "@elbo/spec";
import { expect, it } from "vitest";
import type { Assembled } from "../assembly/assembled.ts";
import { createSession } from "./session.ts";

const arena = {} as Arena;
const request = { program: () => ({}), signature: { inputs: {}, training: false } };

/** An engine that counts what it compiles and frees, and echoes what it is run with. */
const counting = () => {
  const counts = { compiled: 0, disposed: 0, knobs: [] as unknown[] };
  const compiled = (): Compiled => ({
    ...{ noise: {}, knobs: ["encoder/rate"], outputs: {} },
    run: async (inputs, _key, knobs) => {
      counts.knobs.push(knobs);
      return inputs;
    },
    dispose: () => {
      counts.disposed++;
    },
  });
  const engine: Engine = {
    name: "counting",
    available: async () => true,
    compile: async () => {
      counts.compiled++;
      return compiled();
    },
  };
  return { engine, counts };
};
const assembled = {
  knobs: { "encoder/rate": ({ step, steps }: { step: number; steps: number }) => Math.min(1, step / steps) },
} as unknown as Assembled;

it("compiles each program once, also when two ask at the same time, frees all of them, and is closed then", async () => {
  const { engine, counts } = counting();
  const told: string[] = [];
  const session = createSession(assembled, engine, arena, ({ program }) => told.push(program));
  const key = { seed: 1n, step: 0 };
  const x = Float32Array.of(1);
  await Promise.all([session.run("a", () => request, { x }, key), session.run("a", () => request, { x }, key)]);
  expect(await session.run("b", () => request, { x }, key)).toEqual({ x });
  expect(counts.compiled).toBe(2);
  expect(told).toEqual(["a", "b"]);
  session.dispose();
  await Promise.resolve();
  expect(counts.disposed).toBe(2);
  await expect(session.run("a", () => request, { x }, key)).rejects.toThrow(/a: the model is closed/);
  expect(counts.compiled).toBe(2);
});

it("asks schedules for their values at the end of training", async () => {
  const { engine, counts } = counting();
  await createSession(assembled, engine, arena).run("a", () => request, {}, { seed: 1n, step: 0 });
  expect(counts.knobs).toEqual([{ "encoder/rate": 1 }]);
});

it("keeps no program that could not be compiled: the next call tries again, and closing has nothing to say", async () => {
  const { engine, counts } = counting();
  let broken = true;
  const flaky: Engine = {
    ...engine,
    compile: (...how) => (broken ? Promise.reject(new Error("no memory")) : engine.compile(...how)),
  };
  const session = createSession(assembled, flaky, arena);
  const run = () => session.run("a", () => request, {}, { seed: 1n, step: 0 });
  await expect(run()).rejects.toThrow("no memory");
  broken = false;
  expect(await run()).toEqual({});
  broken = true;
  await expect(session.compiled("b", () => request)).rejects.toThrow("no memory");
  session.dispose();
  await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would fail this test
  expect(counts).toMatchObject({ compiled: 1, disposed: 1 });
});

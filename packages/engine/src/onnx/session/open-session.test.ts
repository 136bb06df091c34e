import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constant } from "@elbo/program";
import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { createOnnxEngine } from "../onnx-engine.ts";

beforeAll(useCpu);

/** Milliseconds: a busy machine takes its time. */
const WAIT = 30_000;

const folder = mkdtempSync(join(tmpdir(), "elbo-profile-"));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it("ELBO_PROFILE: a released session leaves the times of its nodes", async () => {
  vi.stubEnv("ELBO_PROFILE", join(folder, "step"));
  const arena = createArena({ encoder: { w: { shape: [2], init: constant(3) } } });
  const program: Program = (_, { x }) => ({ y: tf.tanh(x as tf.Tensor) });
  const signature = { inputs: { x: { shape: [2], dtype: "float32" } }, training: false } as const;
  const compiled = await createOnnxEngine({ threads: 1 }).compile(program, signature, arena);
  await compiled.run({ x: Float32Array.of(1, 2) }, { seed: 1n, step: 0 });
  compiled.dispose();
  const file = await vi.waitFor(() => {
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^step\.\d+_.*\.json$/);
    const text = readFileSync(join(folder, name as string), "utf8");
    return JSON.parse(text) as { name: string; args?: { op_name?: string } }[];
  }, WAIT);
  expect(file.map(({ args }) => args?.op_name)).toContain("Tanh");
  expect(file.filter(({ name }) => name === "model_run")).toHaveLength(1);
});

import { EngineError, type Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { LoweringError } from "../../errors/lowering-error.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { loadRuntime } from "./load-runtime.ts";
import { openSession } from "./open-session.ts";

beforeAll(useCpu);

const key = { seed: 1n, step: 0 };

it("an index outside of its table is the program's error, says what to do, and the program runs on", async () => {
  const program: Program = (_, { x, i }) => ({ y: tf.gather(x as tf.Tensor, i as tf.Tensor) });
  const inputs = { x: { shape: [3], dtype: "float32" }, i: { shape: [1], dtype: "int32" } } as const;
  const engine = createOnnxEngine({ threads: 1 });
  const compiled = await engine.compile(program, { inputs, training: false }, createArena({}));
  const x = Float32Array.of(1, 2, 3);
  const failed = await compiled.run({ x, i: Int32Array.of(7) }, key).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(EngineError);
  expect((failed as Error).message).toMatch(/^engine\/run: a program failed.*out of data bounds.*index outside/);
  expect((await compiled.run({ x, i: Int32Array.of(2) }, key)).y).toEqual(Float32Array.of(3));
  compiled.dispose();
});

it("a file that the runtime does not take is a lowering's error, which another engine may make up for", async () => {
  const opened = openSession(
    await loadRuntime(),
    { bytes: Uint8Array.of(1, 2, 3), inputs: [], nodes: 1 },
    { threads: 1 },
  );
  await expect(opened).rejects.toThrow(LoweringError);
  await expect(opened).rejects.toThrow(/onnxruntime refuses the program's graph: .*engine: node/);
});

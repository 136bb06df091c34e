import { zeros } from "@elbo/program";
import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { traceOutputs } from "./trace-outputs.ts";

beforeAll(useCpu);

it("tells shapes and types without computing", () => {
  const arena = createArena({ net: { w: { shape: [3], init: zeros } } });
  const program: Program = (_, { x }) => ({ sum: tf.sum(x as tf.Tensor, 1), where: tf.argMax(x as tf.Tensor, 1) });
  const signature = { inputs: { x: { shape: [4, 3], dtype: "float32" as const } }, training: false };
  expect(traceOutputs(program, signature, arena)).toEqual({
    sum: { shape: [4], dtype: "float32" },
    where: { shape: [4], dtype: "int32" },
  });
});

import { zeros } from "@elbo/program";
import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { readGradient, writeParam } from "../../arena/param-access.ts";
import { createOnnxEngine } from "../onnx-engine.ts";

beforeAll(useCpu);

it("the gradient of a wide layer is x^T dy, as plain loops in float64 have it", async () => {
  const [batch, wide, out] = [256, 131, 130];
  const arena = createArena({ encoder: { w: { shape: [wide, out], init: zeros } } });
  const wave = (n: number, speed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(speed * i));
  const [x, c] = [wave(batch * wide, 0.7), wave(batch * out, 1.3)];
  writeParam(arena, "encoder/w", wave(wide * out, 0.3));
  const program: Program = (params, inputs) => ({
    loss: tf.sum(
      tf.mul(
        tf.matMul(inputs.x as tf.Tensor, (params as unknown as { encoder: { w: tf.Tensor } }).encoder.w),
        inputs.c as tf.Tensor,
      ),
    ),
  });
  const inputs = {
    x: { shape: [batch, wide], dtype: "float32" },
    c: { shape: [batch, out], dtype: "float32" },
  } as const;
  const gradients = [{ of: "loss", params: ["encoder"] }];
  const compiled = await createOnnxEngine({ threads: 1 }).compile(
    program,
    { inputs, training: true, gradients },
    arena,
  );
  await compiled.run({ x, c }, { seed: 1n, step: 0 });
  compiled.dispose();
  readGradient(arena, "encoder/w").forEach((value, at) => {
    const [i, j] = [Math.floor(at / out), at % out];
    let sum = 0;
    for (let b = 0; b < batch; b++) sum += (x[b * wide + i] as number) * (c[b * out + j] as number);
    expect(Math.abs(value - sum)).toBeLessThan(1e-4);
  });
});

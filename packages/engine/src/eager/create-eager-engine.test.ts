import { constant, normal } from "@elbo/program";
import { EngineError, type ParamTree, type Program, ShapeError, type Signature, type Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../arena/create-arena.ts";
import { initialiseArena } from "../arena/initialise-arena.ts";
import { readGradient, readParam } from "../arena/param-access.ts";
import { cpuEngine } from "./cpu-engine.ts";

const tree = {
  encoder: {
    w: { shape: [3, 2], init: normal(1) },
    unused: { shape: [5], init: constant(1) },
    mean: { shape: [2], init: constant(0), state: true },
  },
  decoder: { b: { shape: [2], init: constant(0.5) } },
} as const satisfies ParamTree;

/** loss = beta * sum((x w + noise)^2) + sum(b * tokens); the state keeps the mean of x w. */
const program: Program<typeof tree> = (params, inputs, context) => {
  const h = tf.matMul(inputs.x as tf.Tensor2D, params.encoder.w as tf.Tensor2D);
  context.update(params.encoder.mean, tf.mean(h, 0));
  const noisy = tf.add(h, context.noise("eps", [4, 2], { law: "normal" }));
  const quadratic = tf.mul(context.knob("beta"), tf.sum(tf.square(noisy)));
  const linear = tf.sum(tf.mul(params.decoder.b, tf.cast(inputs.tokens as tf.Tensor, "float32")));
  return { loss: tf.add(quadratic, linear), linear, h, x: inputs.x as tf.Tensor };
};

const signature: Signature = {
  inputs: { x: { shape: [4, 3], dtype: "float32" }, tokens: { shape: [2], dtype: "int32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder"], inputs: ["x"] }],
};
const inputs = { x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), tokens: Int32Array.of(3, 4) };
const key = { seed: 1n, step: 2 };

const setUp = async (change: Partial<Signature> = {}) => {
  const arena = createArena(tree);
  initialiseArena(arena, { seed: 5n });
  const compiled = await cpuEngine.compile(program as Program, { ...signature, ...change }, arena);
  return { arena, compiled };
};

beforeAll(async () => {
  await cpuEngine.available();
  await tf.setBackend("cpu");
});

describe("an eager engine", () => {
  it("says what a program asks for and gives", async () => {
    const { compiled } = await setUp();
    expect(compiled.noise).toEqual({ eps: { shape: [4, 2], law: { law: "normal" } } });
    expect(compiled.knobs).toEqual(["beta"]);
    expect(compiled.outputs).toMatchObject({ loss: { shape: [], dtype: "float32" }, "gradient/x": { shape: [4, 3] } });
  });

  it("writes the gradient of the named groups, 0 where nothing leads, and leaves the rest", async () => {
    const { arena, compiled } = await setUp();
    arena.gradients.fill(9);
    const { loss } = await compiled.run(inputs, key, { beta: 2 });
    const w = Float32Array.from(readParam(arena, "encoder/w"));
    const analytic = Float32Array.from(readGradient(arena, "encoder/w"));
    for (let i = 0; i < w.length; i++) {
      const at = async (by: number) => {
        readParam(arena, "encoder/w")[i] = (w[i] as number) + by;
        const value = (await compiled.run(inputs, key, { beta: 2 })).loss?.[0] as number;
        readParam(arena, "encoder/w")[i] = w[i] as number;
        return value;
      };
      expect(((await at(0.05)) - (await at(-0.05))) / 0.1).toBeCloseTo(analytic[i] as number, 2);
    }
    expect(loss?.[0]).toBeGreaterThan(0);
    expect(Math.max(...analytic.map(Math.abs))).toBeGreaterThan(0.1);
    expect([...readGradient(arena, "encoder/unused")]).toEqual([0, 0, 0, 0, 0]);
    expect([...readGradient(arena, "decoder/b")]).toEqual([9, 9]);
  });

  it("gives two objectives their own groups, with the same noise", async () => {
    const gradients = [
      { of: "loss", params: ["encoder"] },
      { of: "linear", params: ["decoder"] },
    ];
    const [{ arena, compiled }, alone] = [await setUp({ gradients }), await setUp()];
    await compiled.run(inputs, key, { beta: 2 });
    await alone.compiled.run(inputs, key, { beta: 2 });
    expect([...readGradient(arena, "decoder/b")]).toEqual([3, 4]);
    expect([...readGradient(arena, "encoder/w")]).toEqual([...readGradient(alone.arena, "encoder/w")]);
  });

  it("moves state after the step, and outputs are fresh copies", async () => {
    const { arena, compiled } = await setUp();
    const { h = [], x } = await compiled.run(inputs, key, { beta: 2 });
    const mean = [0, 1].map((j) => [0, 1, 2, 3].reduce((sum, i) => sum + (h[2 * i + j] as number) / 4, 0));
    expect(readParam(arena, "encoder/mean")[0]).toBeCloseTo(mean[0] as number, 5);
    expect(readParam(arena, "encoder/mean")[1]).toBeCloseTo(mean[1] as number, 5);
    expect([...(x ?? [])]).toEqual([...inputs.x]);
    expect(x).not.toBe(inputs.x);
  });

  it("repeats itself for one key and changes with the step", async () => {
    const { compiled } = await setUp();
    const loss = async (step: number) => (await compiled.run(inputs, { seed: 1n, step }, { beta: 1 })).loss?.[0];
    expect(await loss(3)).toBe(await loss(3));
    expect(await loss(3)).not.toBe(await loss(4));
  });

  it("runs without gradients", async () => {
    const { compiled, arena } = await setUp({ gradients: [], training: false });
    expect(Object.keys(await compiled.run(inputs, key, { beta: 1 }))).toEqual(["loss", "linear", "h", "x"]);
    expect(Math.max(...arena.gradients)).toBe(0);
  });

  it("keeps no tensors and no buffers, also when a program throws, and restores the backend", async () => {
    const failing: Program = (params, { x }, { training }) => {
      const loss = tf.sum(
        tf.exp(tf.matMul(x as tf.Tensor2D, (params as Values<typeof tree>).encoder.w as tf.Tensor2D)),
      );
      if (training && (x as tf.Tensor).dataSync()[0] !== 0) throw new Error("on purpose");
      return { loss };
    };
    const arena = createArena(tree);
    const { compiled } = await setUp();
    const broken = await cpuEngine.compile(failing, signature, arena);
    const backend = tf.engine().backendName;
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 3; i++) {
      await compiled.run(inputs, key, { beta: 1 });
      await expect(broken.run({ ...inputs, x: new Float32Array(12).fill(1) }, key)).rejects.toThrow("on purpose");
    }
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(tf.engine().backendName).toBe(backend);
    expect((await compiled.run(inputs, key, { beta: 1 })).loss).toHaveLength(1);
  });

  it("names inputs that do not fit", async () => {
    const { compiled } = await setUp();
    await expect(compiled.run({ x: inputs.x }, key, { beta: 1 })).rejects.toThrow(ShapeError);
    await expect(compiled.run({ ...inputs, x: new Float32Array(11) }, key, { beta: 1 })).rejects.toThrow(ShapeError);
    await expect(compiled.run({ ...inputs, y: inputs.x }, key, { beta: 1 })).rejects.toThrow(/"y"/);
    await expect(compiled.run(inputs, key)).rejects.toThrow(/knob "beta"/);
  });

  it.each([
    [[{ of: "los", params: ["encoder"] }], /"los"/],
    [[{ of: "h", params: ["encoder"] }], /scalars/],
    [[{ of: "loss", params: ["flow"] }], /"flow"/],
    [[{ of: "loss", inputs: ["y"] }], /"y"/],
    [[{ of: "loss", inputs: ["tokens"] }], /int32/],
    [
      [
        { of: "loss", params: ["encoder"] },
        { of: "linear", params: ["encoder"] },
      ],
      /two gradients/,
    ],
  ])("refuses gradients that cannot be given: %j", async (gradients, message) => {
    await expect(setUp({ gradients })).rejects.toThrow(message);
  });

  it("refuses updates of what is not state", async () => {
    const wrong: Program = (params, _, context) => {
      const w = (params as Values<typeof tree>).encoder.w;
      context.update(w, w);
      return { loss: tf.sum(w) };
    };
    const compiled = await cpuEngine.compile(wrong, { inputs: {}, training: true }, createArena(tree));
    await expect(compiled.run({}, key)).rejects.toThrow(EngineError);
  });
});

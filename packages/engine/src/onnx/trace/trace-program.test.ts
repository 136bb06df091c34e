import { normal, zeros } from "@elbo/program";
import { type Context, EngineError, type Program, type Signature } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { LoweringError } from "../../errors/lowering-error.ts";
import { emit } from "../emit/emit.ts";
import type { Value } from "../graph/types.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { symbolicBackend } from "./install-backend.ts";
import { traceProgram } from "./trace-program.ts";

beforeAll(useCpu);

const tree = {
  encoder: { w: { shape: [3, 4], init: normal(1) }, count: { shape: [], init: zeros, state: true as const } },
};
const arena = createArena(tree);
const signature: Signature = {
  inputs: { x: { shape: [2, 3], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder"], inputs: ["x"] }],
};

type Given = { readonly encoder: { readonly w: tf.Tensor2D; readonly count: tf.Tensor } };
const program =
  (body: (h: tf.Tensor, context: Context, given: Given) => tf.Tensor): Program =>
  (params, inputs, context) => {
    const given = params as unknown as Given;
    return { loss: tf.sum(body(tf.matMul(inputs.x as tf.Tensor2D, given.encoder.w), context, given)) };
  };

const noisy = program((h, context, { encoder }) => {
  context.update(encoder.count, tf.add(encoder.count, 1));
  const noise = context.at("posterior").noise("z", h.shape, { law: "normal" });
  return tf.mul(tf.logSoftmax(tf.add(h, noise)), tf.mul(context.knob("beta"), tf.tensor([0.1, 0.2, 0.3, 0.4])));
});

const bytesOf = (of: Program) => {
  const { graph, outputs, gradients, updates } = traceProgram(of, signature, arena);
  return emit(graph, { ...outputs, ...(gradients as Record<string, Value>), ...updates }).bytes;
};

const alive = () => ({
  tensors: tf.memory().numTensors,
  buffers: tf.memory().numDataBuffers,
  cpu: tf.backend().numDataIds(),
  symbols: symbolicBackend().held,
});

describe("tracing", () => {
  it("gives the same graph and constants twice", () => {
    expect(Buffer.compare(bytesOf(noisy), bytesOf(noisy))).toBe(0);
    const other = program((h, context, given) => tf.mul(2, noisyBody(h, context, given)));
    expect(Buffer.compare(bytesOf(noisy), bytesOf(other))).not.toBe(0);
  });

  it("draws anew at another step and seed, and serves every knob value with one graph", async () => {
    const compiled = await createOnnxEngine({ threads: 1 }).compile(noisy, signature, arena);
    arena.values.fill(0.3);
    const x = Float32Array.of(1, -1, 0.5, 2, 0, -0.3);
    const loss = async (seed: bigint, step: number, beta: number) =>
      (await compiled.run({ x }, { seed, step }, { beta })).loss?.[0] as number;
    const first = await loss(1n, 0, 1);
    expect(await loss(1n, 0, 1)).toBe(first);
    expect(await loss(1n, 1, 1)).not.toBe(first);
    expect(await loss(2n, 0, 1)).not.toBe(first);
    expect(await loss(1n, 0, -2)).toBeCloseTo(-2 * first, 4);
    compiled.dispose();
  });

  it.each<readonly [string, (h: tf.Tensor) => tf.Tensor]>([
    ["logSoftmax", (h) => tf.logSoftmax(h)],
    ["softmax", (h) => tf.softmax(h)],
    ["topk", (h) => tf.topk(h, 2).values],
    ["split", (h) => tf.mul(...(tf.split(h, 2, 1) as [tf.Tensor, tf.Tensor]))],
    ["a custom gradient that saves what it returns", (h) => squareSaving(h)],
    ["a gradient of a gradient", (h) => tf.grad((y) => tf.sum(tf.square(tf.tanh(y))))(h)],
  ])("passes tfjs's leak check: %s", (_, body) => {
    expect(tf.env().getBool("IS_TEST")).toBe(true);
    expect(traceProgram(program(body), signature, arena).outputs.loss?.shape).toEqual([]);
  });

  it("leaves no tensor, buffer or data id behind, a captured tensor included, also when a program throws", async () => {
    const captured = tf.tensor([1, 2, 3, 4]);
    const before = alive();
    const failing = program((h) => {
      const y = tf.exp(tf.mul(h, captured));
      if (y.shape.length === 2) throw new Error("on purpose");
      return y;
    });
    const compiled = await createOnnxEngine({ threads: 1 }).compile(
      program((h) => tf.logSoftmax(tf.mul(h, captured))),
      signature,
      arena,
    );
    await compiled.run({ x: new Float32Array(6) }, { seed: 1n, step: 0 });
    compiled.dispose();
    for (let i = 0; i < 3; i++) {
      traceProgram(noisy, signature, arena);
      expect(() => traceProgram(failing, signature, arena)).toThrow("on purpose");
    }
    expect(alive()).toEqual(before);
    expect(tf.getBackend()).toBe("cpu");
    expect([...captured.dataSync()]).toEqual([1, 2, 3, 4]);
    captured.dispose();
  });

  it("refuses to read a value, and a tensor of an earlier trace", () => {
    let kept: tf.Tensor | undefined;
    const reading = program((h) => tf.mul(h, h.dataSync()[0] as number));
    expect(() => traceProgram(reading, signature, arena)).toThrow(/reads the value/);
    const keeping = program((h) => {
      kept = tf.keep(tf.square(h));
      return kept;
    });
    traceProgram(keeping, signature, arena);
    expect(() =>
      traceProgram(
        program((h) => tf.add(h, kept as tf.Tensor)),
        signature,
        arena,
      ),
    ).toThrow(/another/);
    kept?.dispose();
  });

  it("refuses updates of what is no state, and of another shape", () => {
    const wrong = program((h, context) => {
      context.update(h, h);
      return h;
    });
    expect(() => traceProgram(wrong, signature, arena)).toThrow(/state parameter/);
    const wide = program((h, context, { encoder }) => {
      context.update(encoder.count, h);
      return h;
    });
    expect(() => traceProgram(wide, signature, arena)).toThrow(/shape/);
  });
});

describe("a kernel without lowering", () => {
  const failure = (of: Program, how = signature) => {
    try {
      traceProgram(of, how, arena);
    } catch (cause) {
      return cause as EngineError;
    }
    return expect.unreachable();
  };

  function hopefulPart(h: tf.Tensor, context: Context) {
    return context.at("decoder").at("second").path === "" ? h : tf.unique(tf.reshape(h, [-1])).values;
  }

  it("is named, with the scope, the caller and a remedy", () => {
    const error = failure(program(hopefulPart));
    expect(error).toBeInstanceOf(EngineError);
    expect(error.message).toMatch(/kernel "Unique" cannot be lowered/);
    expect(error.details.where).toMatch(
      /called by hopefulPart .*trace-program\.test\.ts.*, last scope entered "decoder\/second"/,
    );
    expect(error.details.remedy).toMatch(/engine: node/);
  });

  it("is told apart from mistakes, so that another engine may be tried, also where a value is read", () => {
    expect(failure(program(hopefulPart))).toBeInstanceOf(LoweringError);
    const reading = failure(
      program((h, context) => (context.at("prior").path === "" ? h : tf.scalar(h.dataSync().length))),
    );
    expect(reading).toBeInstanceOf(LoweringError);
    expect(reading.details.where).toMatch(/called by .*trace-program\.test\.ts.*, last scope entered "prior"/);
    expect(reading.details.remedy).toMatch(/dataSync/);
    const wrong = failure(program((h, context) => (context.update(h, h) as undefined) ?? h));
    expect(wrong).toBeInstanceOf(EngineError);
    expect(wrong).not.toBeInstanceOf(LoweringError);
  });

  it("is named when a lowering covers only some of its attributes", () => {
    const batched = (h: tf.Tensor) => tf.gather(h, tf.zeros([1, 1], "int32"), 1, 0);
    const unusual = (h: tf.Tensor) =>
      tf.conv2d(
        tf.reshape(h, [1, 1, 2, 4]) as tf.Tensor4D,
        tf.ones([1, 1, 1, 1]) as tf.Tensor4D,
        1,
        "same",
        "NCHW",
      ) as tf.Tensor;
    const forward: Signature = { inputs: signature.inputs, training: true };
    expect(traceProgram(program(batched), forward, arena).outputs.loss?.shape).toEqual([]);
    const error = failure(program(unusual), forward);
    expect(error.message).toMatch(/kernel "Conv2D": .*NHWC.* cannot be lowered/);
    expect(error.details.where).toMatch(/called by unusual .*, before any scope/);
  });
});

function noisyBody(h: tf.Tensor, context: Context, given: Given): tf.Tensor {
  const { loss } = noisy({ encoder: given.encoder } as never, { x: tf.slice(h, [0, 0], [2, 3]) }, context);
  return loss as tf.Tensor;
}

const squareSaving = tf.customGrad((...args) => {
  const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
  const y = tf.square(x);
  save([x, y]);
  return { value: y, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.mul(2, saved[0] as tf.Tensor)) };
}) as unknown as (x: tf.Tensor) => tf.Tensor;

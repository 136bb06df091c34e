import { normal, scan } from "@elbo/program";
import type { Context, Program, Signature } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { initialiseArena } from "../../arena/initialise-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { compileProgram } from "../compile-program.ts";
import { emit } from "../emit/emit.ts";
import { loadRuntime } from "../session/load-runtime.ts";
import { traceProgram } from "../trace/trace-program.ts";

beforeAll(useCpu);

/** A recurrence, its sizes, what its cell uses and what the loss sees of it. */
interface Case {
  readonly time: number;
  readonly batch: number;
  readonly hidden: number;
  /** A second state, moved by the first. */
  readonly memory: boolean;
  /** A state of whole numbers. */
  readonly counter: boolean;
  /** Rows of a captured table, looked up step by step. */
  readonly table: boolean;
  /** Steps that count; beyond them the state stands still. */
  readonly lengths: boolean;
  /** A sequence that is the same at each step. */
  readonly constant: boolean;
  readonly nonlinear: keyof typeof bends;
  readonly seen: "last" | "all" | "mean" | "both";
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  time: fc.integer({ min: 2, max: 6 }),
  batch: fc.integer({ min: 1, max: 3 }),
  hidden: fc.integer({ min: 1, max: 4 }),
  memory: fc.boolean(),
  counter: fc.boolean(),
  table: fc.boolean(),
  lengths: fc.boolean(),
  constant: fc.boolean(),
  nonlinear: fc.constantFrom("tanh", "sigmoid", "exp", "logSigmoid"),
  seen: fc.constantFrom("last", "all", "mean", "both"),
});

const rows = 5;
const bends = {
  tanh: (x: tf.Tensor) => tf.tanh(x),
  sigmoid: (x: tf.Tensor) => tf.sigmoid(x),
  exp: (x: tf.Tensor) => tf.exp(x),
  /** Of large negative numbers too, where the runtime's sigmoid is 0. */
  logSigmoid: (x: tf.Tensor) => tf.mul(0.01, tf.log(tf.sigmoid(tf.sub(x, 25)))),
};

const treeOf = ({ batch, hidden }: Case) => ({
  model: {
    weight: { shape: [hidden, hidden], init: normal(0.7) },
    left: { shape: [batch, batch], init: normal(0.7) },
    bias: { shape: [hidden], init: normal(0.5) },
    table: { shape: [rows, hidden], init: normal(0.5) },
    initial: { shape: [batch, hidden], init: normal(0.5) },
    scale: { shape: [], init: normal(1) },
  },
});

const programOf =
  (it: Case): Program =>
  (params, inputs) => {
    const model = params.model as unknown as Record<keyof ReturnType<typeof treeOf>["model"], tf.Tensor>;
    const { x, tokens, lengths, factor } = inputs as Record<string, tf.Tensor>;
    const whole = tf.mul(model.weight, 0.9);
    const cell: Parameters<typeof scan>[0] = (state, step) => {
      const h = state.h as tf.Tensor2D;
      const looked = it.table ? tf.gather(model.table, step.tokens as tf.Tensor1D) : tf.zerosLike(h);
      const mixed = tf.matMul(model.left as tf.Tensor2D, tf.add(h, step.x as tf.Tensor) as tf.Tensor2D);
      const moved = tf.add(tf.add(tf.matMul(h, whole as tf.Tensor2D), model.bias), tf.add(mixed, looked));
      const bent = tf.mul(bends[it.nonlinear](tf.mul(0.5, moved)), factor as tf.Tensor);
      const counted = it.counter ? tf.cast(state.count as tf.Tensor, "float32") : tf.scalar(1);
      const fresh = tf.sub(tf.mul(bent, model.scale), tf.mul(counted, tf.mul(0.1, step.ones as tf.Tensor)));
      const kept = it.lengths ? tf.where(tf.cast(step.valid as tf.Tensor, "bool"), fresh, h) : fresh;
      const memory = it.memory ? tf.add(tf.mul(0.5, state.memory as tf.Tensor), tf.square(h)) : undefined;
      return {
        state: {
          h: memory ? tf.add(kept, tf.mul(0.1, memory)) : kept,
          ...(memory && { memory }),
          ...(it.counter && { count: tf.add(state.count as tf.Tensor, tf.scalar(1, "int32")) }),
        },
        out: { before: h, gate: tf.sigmoid(fresh), same: model.bias, x: step.x as tf.Tensor },
      };
    };
    const init = {
      h: model.initial,
      ...(it.memory && { memory: tf.mul(0.1, model.initial) }),
      ...(it.counter && { count: tf.zeros([it.batch, 1], "int32") }),
    };
    const positions = tf.reshape(tf.range(0, it.time, 1, "int32"), [it.time, 1]);
    const valid = tf.expandDims(tf.less(positions, tf.reshape(lengths as tf.Tensor, [1, it.batch])), -1);
    const every = (shape: readonly number[]) => tf.tile(tf.expandDims(model.bias, 0), [...shape, 1]);
    const ones = it.constant
      ? tf.reshape(every([it.time * it.batch]), [it.time, it.batch, it.hidden])
      : tf.tile(tf.reshape(model.bias, [1, 1, it.hidden]), [it.time, it.batch, 1]);
    const { state, out } = scan(cell, init, {
      x: x as tf.Tensor,
      tokens: tokens as tf.Tensor,
      valid: tf.cast(valid, "float32"),
      ones,
    });
    const each = [out.before, out.gate, out.same].map((y) => tf.sum(tf.sin(y as tf.Tensor)));
    const last = Object.values(state).map((y) => tf.sum(tf.sin(tf.mul(0.3, tf.cast(y, "float32")))));
    const mean = [tf.mean(out.gate as tf.Tensor), tf.sum(out.x as tf.Tensor)];
    const terms = { last, all: each, mean, both: [...each, ...last] }[it.seen];
    return {
      loss: terms.reduce((a, b) => tf.add(a, b)),
      ...Object.fromEntries(Object.entries({ ...state, ...out }).map(([name, y]) => [name, tf.cast(y, "float32")])),
    };
  };

const signatureOf = ({ time, batch, hidden }: Case): Signature => ({
  inputs: {
    x: { shape: [time, batch, hidden], dtype: "float32" },
    tokens: { shape: [time, batch], dtype: "int32" },
    lengths: { shape: [batch], dtype: "int32" },
    factor: { shape: [batch, hidden], dtype: "float32" },
  },
  training: true,
  gradients: [{ of: "loss", params: ["model"], inputs: ["x", "factor"] }],
});

const inputsOf = ({ time, batch, hidden }: Case) => ({
  x: Float32Array.from({ length: time * batch * hidden }, (_, i) => Math.sin(3 * i + 1)),
  tokens: Int32Array.from({ length: time * batch }, (_, i) => (i * i + 2 * i) % rows),
  lengths: Int32Array.from({ length: batch }, (_, i) => 1 + ((i + 2) % time)),
  factor: Float32Array.from({ length: batch * hidden }, (_, i) => 1 + 0.3 * Math.cos(i)),
});

/** Compiles and runs a case on the cpu engine and as a loop of the graph: outputs, and gradients by path. */
async function both(it: Case) {
  const arenas = [createArena(treeOf(it)), createArena(treeOf(it))] as const;
  for (const arena of arenas) initialiseArena(arena, { seed: 3n });
  const runtime = await loadRuntime();
  const [program, signature] = [programOf(it), signatureOf(it)];
  const eager = await cpuEngine.compile(program, signature, arenas[0]);
  const traced = await compileProgram(runtime, program, signature, arenas[1], { threads: 1, unrolled: 0 });
  const run = [inputsOf(it), { seed: 1n, step: 0 }] as const;
  const outputs = [await eager.run(...run), await traced.run(...run)] as const;
  traced.dispose();
  return { arenas, outputs };
}

/** Within `bound`, relative to the largest number where that is above 1. */
function near(found: ArrayLike<number>, wanted: ArrayLike<number>, bound: number) {
  const largest = Math.max(1e-12, ...Array.from(wanted, Math.abs));
  expectClose(found, wanted, bound / Math.min(1, largest));
}

describe("a recurrence as a loop of the graph", () => {
  it("has the values and gradients of the steps one by one, whatever the cell uses", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (it) => {
        const { arenas, outputs } = await both(it);
        for (const [name, wanted] of Object.entries(outputs[0])) {
          const bound = name.startsWith("gradient/") ? 1e-4 : 1e-5;
          near(outputs[1][name] ?? [], wanted, bound);
        }
        for (const { offset, size } of arenas[0].entries) {
          const [wanted, found] = arenas.map(({ gradients }) => gradients.slice(offset, offset + size));
          near(found ?? [], wanted ?? [], 1e-4);
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});

const plain: Case = {
  time: 6,
  batch: 2,
  hidden: 3,
  memory: false,
  counter: false,
  table: false,
  lengths: false,
  constant: false,
  nonlinear: "tanh",
  seen: "all",
};
const traced = (it: Case, unrolled = 0) => {
  const { graph, outputs, gradients } = traceProgram(programOf(it), signatureOf(it), createArena(treeOf(it)), {
    unrolled,
  });
  const results = { ...outputs, ...gradients } as Record<string, NonNullable<(typeof gradients)[string]>>;
  return emit(graph, Object.fromEntries(Object.entries(results).filter(([, x]) => x !== undefined)));
};

describe("its graph", () => {
  it("has the same size for any number of steps, unlike the unrolled one", () => {
    const sizes = (unrolled: number) => [4, 40].map((time) => traced({ ...plain, time }, unrolled).nodes);
    const [short, long] = sizes(0);
    expect(long).toBe(short);
    const [few, many] = sizes(Number.POSITIVE_INFINITY);
    expect(many).toBeGreaterThan(5 * (few as number));
  });
  it("is the same when it is traced again", () => {
    expect(traced(plain).bytes).toEqual(traced(plain).bytes);
  });
});

const effects: Readonly<Record<string, (context: Context, h: tf.Tensor) => tf.Tensor>> = {
  "draws noise": (context, h) => tf.add(h, context.noise("jump", [2], { law: "normal" })),
  "adds a term": (context, h) => {
    context.add("size", tf.sum(h));
    return h;
  },
};

it.each(Object.entries(effects))("a cell that %s is refused, as steps one after the other are", (_, effect) => {
  const program: Program = (_params, { x }, context) => {
    const cell: Parameters<typeof scan>[0] = (state, step) => {
      const h = effect(context, tf.add(state.h as tf.Tensor, step.x as tf.Tensor));
      return { state: { h }, out: { h } };
    };
    return { y: scan(cell, { h: tf.zeros([2]) }, { x: x as tf.Tensor }).out.h as tf.Tensor };
  };
  const signature: Signature = { inputs: { x: { shape: [3, 2], dtype: "float32" } }, training: false };
  const trace = () => traceProgram(program, signature, createArena(treeOf(plain)), { unrolled: 0 });
  expect(trace).toThrow(/the cell of a recurrence/);
});

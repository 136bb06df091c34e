import type { Compiled, Engine, Named, Numbers, Program, Signature } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { expect } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { nodeEngine } from "../../eager/node-engine.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { type ErrorTable, errorTable, type Measured } from "./error-table.ts";
import type { KernelCase, Sample } from "./kernel-case.ts";
import { operandValues, weights } from "./operand-values.ts";

/** Random shapes per case; ELBO_TEST_RUNS and ELBO_TEST_SEED look at more, and at others. */
const RUNS = Number(process.env.ELBO_TEST_RUNS ?? 8);
/** The slow engine sees the first few. */
const NODE_RUNS = 3;
const STEP = 5e-3;
const KEY = { seed: 1n, step: 0 };
const onnx = createOnnxEngine({ threads: 1 });
const nodeState = await nodeEngine.available();
const nodeRuns = nodeState === true;
if (!nodeRuns && (process.env.ELBO_REQUIRE ?? "").split(",").includes("node")) throw new Error(nodeState.reason);

/** sum(w y + u y^2): a scalar in which every entry of y has first and second derivatives. */
function scalarOf(y: tf.Tensor, phase: number): tf.Tensor {
  const number = tf.cast(y, "float32");
  const w = tf.tensor(weights(y.size, phase), y.shape);
  const u = tf.tensor(weights(y.size, phase + 1), y.shape);
  return tf.sum(tf.add(tf.mul(w, number), tf.mul(u, tf.square(number))));
}

const floats = ({ operands }: Sample) =>
  operands.flatMap(({ dtype = "float32" }, i) => (dtype === "float32" ? [i] : []));

/** The value y; with order 2 also its gradients; and `loss`, whose gradients to the operands the engine gives. */
function programOf(sample: Sample, order: 0 | 1 | 2): { readonly program: Program; readonly signature: Signature } {
  const moving = floats(sample);
  const names = sample.operands.map((_, i) => `x${i}`);
  const program: Program = (_, inputs) => {
    const xs = names.map((name) => inputs[name] as tf.Tensor);
    if (order < 2) {
      const y = sample.f(...xs);
      return { y, loss: scalarOf(y, 0) };
    }
    const scalar = (...given: tf.Tensor[]) => {
      const all = [...xs];
      moving.forEach((place, i) => {
        all[place] = given[i] as tf.Tensor;
      });
      return tf.reshape(scalarOf(sample.f(...all), 0), []);
    };
    const first = tf.grads(scalar)(moving.map((i) => xs[i] as tf.Tensor));
    const named = Object.fromEntries(first.map((g, i) => [`first${i}`, g]));
    const losses = first.map((g, i) => scalarOf(g, 3 * i + 2));
    return { y: sample.f(...xs), ...named, loss: losses.reduce((a, b) => tf.add(a, b)) };
  };
  const inputs = Object.fromEntries(
    sample.operands.map(({ shape, dtype = "float32" }, i) => [`x${i}`, { shape, dtype } as const]),
  );
  const gradients = order === 0 ? [] : [{ of: "loss", inputs: moving.map((i) => `x${i}`) }];
  return { program, signature: { inputs, training: true, gradients } };
}

const gradientName = (i: number) => `gradient/x${i}`;

/** The program's loss from its outputs, in double precision. */
function lossOf(found: Named<Numbers>): number {
  const scalar = (y: Numbers, phase: number) => {
    const [w, u] = [weights(y.length, phase), weights(y.length, phase + 1)];
    return w.reduce((sum, each, i) => sum + each * (y[i] as number) + (u[i] as number) * (y[i] as number) ** 2, 0);
  };
  const first = Object.keys(found).filter((name) => name.startsWith("first"));
  if (first.length === 0) return scalar(found.y as Numbers, 0);
  return first.reduce((sum, name, i) => sum + scalar(found[name] as Numbers, 3 * i + 2), 0);
}

/** Largest gap over the largest expected entry, or over 0.1 where all entries are smaller. */
function gapOf(received: Numbers, expected: Numbers): number {
  const gaps = [...expected].map((x, i) => Math.abs(x - (received[i] as number)));
  return received.length === expected.length && gaps.every((gap) => gap < Number.POSITIVE_INFINITY)
    ? Math.max(0, ...gaps) / Math.max(0.1, ...[...expected].map(Math.abs))
    : Number.POSITIVE_INFINITY;
}

/** Gap between the gradient along a direction and five-point differences of the values, over the gradient's norm. */
async function differenceError(compiled: Compiled, inputs: Named<Numbers>, sample: Sample, found: Named<Numbers>) {
  let worst = 0;
  for (const phase of [11, 12]) {
    const moved = (by: number) =>
      Object.fromEntries(
        Object.entries(inputs).map(([name, values], k) => {
          if (!(values instanceof Float32Array)) return [name, values];
          const direction = weights(values.length, phase + 5 * k);
          return [name, values.map((x, i) => x + by * (direction[i] as number))];
        }),
      );
    const slope = async (by: number) =>
      (lossOf(await compiled.run(moved(by), KEY)) - lossOf(await compiled.run(moved(-by), KEY))) / (2 * by);
    const numeric = (4 * (await slope(STEP)) - (await slope(2 * STEP))) / 3;
    let [along, norm] = [0, 1e-6];
    for (const k of floats(sample)) {
      const gradient = found[gradientName(k)] as Float32Array;
      const direction = weights(gradient.length, phase + 5 * k);
      gradient.forEach((g, i) => {
        const part = g * (direction[i] as number);
        along += part;
        norm += part * part;
      });
    }
    worst = Math.max(worst, Math.abs(along - numeric) / Math.max(Math.sqrt(norm), Math.abs(numeric)));
  }
  return worst;
}

const compileOn = (engine: Engine, { program, signature }: ReturnType<typeof programOf>) =>
  engine.compile(program, signature, createArena({}));

/** What an output says: the value at order 1 or 0, the gradient at order 1, the second one at order 2. */
const meaningOf = (name: string, at: 0 | 1 | 2): Measured | undefined => {
  if (name === "y") return at < 2 ? "value" : undefined;
  if (!name.startsWith("gradient/")) return undefined;
  return at === 1 ? "gradient" : "second";
};

/** Compares all outputs of one engine with the cpu backend's. */
function compare(
  found: Named<Numbers>,
  expected: Named<Numbers>,
  { at, tolerance, note }: { at: 0 | 1 | 2; tolerance: number; note: (what: Measured, error: number) => void },
): void {
  for (const name of Object.keys(expected)) {
    if (name === "loss") continue; // a sum whose terms cancel; they and its gradient are compared
    const error = gapOf(found[name] as Numbers, expected[name] as Numbers);
    expect(error, `${name}, order ${at}: ${found[name]} for ${expected[name]}`).toBeLessThanOrEqual(tolerance);
    const what = meaningOf(name, at);
    if (what) note(what, error);
  }
}

async function checkSample(
  sample: Sample,
  { order = 2, differences, tolerance = 1e-4 }: KernelCase,
  engines: readonly Engine[],
  errors: ErrorTable,
): Promise<void> {
  const inputs = operandValues(sample.operands);
  const possible = floats(sample).length === 0 ? 0 : order;
  for (const at of possible === 0 ? ([0] as const) : possible === 1 ? ([1] as const) : ([1, 2] as const)) {
    const made = programOf(sample, at);
    const reference = await compileOn(cpuEngine, made);
    const expected = await reference.run(inputs, KEY);
    for (const engine of engines) {
      const compiled = await compileOn(engine, made);
      const received = await compiled.run(inputs, KEY);
      expect(compiled.outputs).toEqual(reference.outputs);
      const note = (what: Measured, error: number) => errors.note(engine.name, what, error);
      compare(received, expected, { at, tolerance, note });
      if (engine === onnx && at > 0 && differences !== false) {
        const error = await differenceError(reference, inputs, sample, received);
        expect(error, `order ${at} against central differences`).toBeLessThanOrEqual(at === 1 ? 1e-3 : 1e-2);
      }
      compiled.dispose();
    }
  }
}

/**
 * Runs a case on random shapes: value, first and second gradient equal the cpu backend's to 1e-4 of the largest entry, on
 * onnx and, where it is here, for the first shapes, on tfjs-node; gradients equal central differences to 1e-3, second ones to 1e-2.
 */
export async function checkCase(kernelCase: KernelCase): Promise<void> {
  const errors = errorTable(kernelCase.name);
  let run = 0;
  const property = fc.asyncProperty(kernelCase.samples, (sample) => {
    const onNode = nodeRuns && kernelCase.node !== false && run++ < NODE_RUNS;
    return checkSample(sample, kernelCase, onNode ? [onnx, nodeEngine] : [onnx], errors);
  });
  await fc.assert(property, { numRuns: RUNS, seed: Number(process.env.ELBO_TEST_SEED ?? 20) });
  errors.report();
}

/** The kernels that a family of lowerings has and no case calls, value or gradient. */
export function uncovered(family: object, cases: readonly KernelCase[]): string[] {
  const seen = new Set<string>();
  const engine = tf.engine() as unknown as { runKernel: (name: string, ...rest: unknown[]) => unknown };
  const own = Object.getOwnPropertyDescriptor(engine, "runKernel");
  const run = engine.runKernel.bind(engine);
  engine.runKernel = (name, ...rest) => {
    seen.add(name);
    return run(name, ...rest);
  };
  try {
    for (const { samples, order = 2 } of cases) {
      for (const sample of fc.sample(samples, { numRuns: 3, seed: 1 })) {
        const xs = operandValues(sample.operands);
        tf.tidy(() => {
          const inputs = sample.operands.map(({ shape, dtype }, i) =>
            tf.tensor(xs[`x${i}`] as Float32Array, [...shape], dtype),
          );
          const scalar = (...all: tf.Tensor[]) => tf.reshape(scalarOf(sample.f(...all), 0), []) as tf.Scalar;
          if (order > 0 && floats(sample).length === inputs.length) tf.grads(scalar)(inputs);
          else scalar(...inputs);
        });
      }
    }
  } finally {
    if (own) Object.defineProperty(engine, "runKernel", own);
    else delete (engine as { runKernel?: unknown }).runKernel;
  }
  return Object.keys(family).filter((kernel) => !seen.has(kernel));
}

/** Checks that two functions are the same on the onnx engine: for kernels that cpu does not have. */
export async function checkSame(
  f: (x: tf.Tensor) => tf.Tensor,
  g: (x: tf.Tensor) => tf.Tensor,
  shape: readonly number[],
): Promise<void> {
  const program: Program = (_, inputs) => ({ f: f(inputs.x0 as tf.Tensor), g: g(inputs.x0 as tf.Tensor) });
  const inputs = { x0: { shape, dtype: "float32" } } as const;
  const compiled = await onnx.compile(program, { inputs, training: false }, createArena({}));
  const found = await compiled.run(operandValues([{ shape }]), KEY);
  expect(compiled.outputs.f).toEqual(compiled.outputs.g);
  expect(gapOf(found.f as Numbers, found.g as Numbers)).toBeLessThanOrEqual(1e-6);
  compiled.dispose();
}

import type { Cell, Scanned } from "@elbo/program";
import type { Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Value } from "../graph/types.ts";
import { symbol } from "../trace/symbol.ts";
import { BACKEND, type SymbolicBackend } from "../trace/symbolic-backend.ts";
import { backwardLoop, type LoopGradients } from "./backward-loop.ts";
import { type ForwardLoop, forwardLoop } from "./forward-loop.ts";
import { gradientDepth } from "./isolate-tape.ts";
import { recordStep } from "./record-step.ts";
import { mapNamed, type RecordedStep } from "./recorded-step.ts";

/** The kernel that stands for a whole recurrence on tfjs's tape. */
const KERNEL = "ElboScan";

/** What the kernel is called with: its operands are first states, sequences and captured tensors, in this order. */
interface Call {
  readonly step: RecordedStep;
  readonly init: Named<Value>;
  readonly sequences: Named<Value>;
  forward?: ForwardLoop;
}

const valuesOf = (backend: SymbolicBackend, tensors: Named<tf.Tensor>) => mapNamed(tensors, (x) => backend.value(x));
const named = <T>(like: Named<unknown>, list: readonly T[], from = 0): Named<T> =>
  Object.fromEntries(Object.keys(like).map((name, i) => [name, list[from + i] as T]));

function gradients(backend: SymbolicBackend, call: Call, given: readonly tf.Tensor[]): LoopGradients {
  const { step, forward } = call;
  const values = given.map((x) => backend.value(x));
  const out = named(step.out, values, Object.keys(step.states).length);
  return backwardLoop(backend, step, forward as ForwardLoop, named(step.states, values), out);
}

/** Makes recurrences known to tfjs: the kernel, which records a loop, and its gradient, which records the loop back. */
export function registerScan(backend: SymbolicBackend): void {
  const info = (value: Value): tf.TensorInfo => ({
    dataId: backend.hold(value),
    shape: [...value.shape],
    dtype: value.dtype as tf.DataType,
  });
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => {
      for (const x of Object.values(inputs)) backend.value(x as tf.TensorInfo);
      const call = (attrs as unknown as { readonly call: Call }).call;
      call.forward = forwardLoop(backend.graph, call.step, call.init, call.sequences);
      return [...Object.values(call.forward.state), ...Object.values(call.forward.out)].map(info);
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    gradFunc: (dys, saved, attrs) => {
      const call = (attrs as unknown as { readonly call: Call }).call;
      let found: readonly (Value | undefined)[] | undefined;
      const all = () => {
        if (found === undefined) {
          const { init, sequences, captured } = gradients(backend, call, [dys].flat());
          found = [
            ...Object.keys(call.init).map((name) => init[name]),
            ...Object.keys(call.sequences).map((name) => sequences[name]),
            ...captured,
          ];
        }
        return found;
      };
      const gradient = (x: tf.Tensor, i: number) => {
        const value = all()[i];
        return value === undefined ? tf.zeros(x.shape) : symbol(backend, value);
      };
      return Object.fromEntries(saved.map((x, i) => [i, () => gradient(x, i)]));
    },
  });
}

/**
 * Lowers a recurrence of more than `limit` operations to a loop of the graph. Undefined where it is to be unrolled: below
 * that, inside of a gradient that is itself differentiated, and where states change their shape.
 */
export function lowerScan(
  backend: SymbolicBackend,
  limit: number,
  cell: Cell,
  init: Named<tf.Tensor>,
  xs: Named<tf.Tensor>,
): Scanned | undefined {
  if (gradientDepth() > 1) return undefined;
  const [first, sequences] = [valuesOf(backend, init), valuesOf(backend, xs)];
  const step = recordStep(backend, cell, first, sequences);
  if (step === undefined || step.nodes * step.time <= limit) return undefined;
  const call: Call = { step, init: first, sequences };
  const inputs = [...Object.values(init), ...Object.values(xs), ...step.captured];
  const made = tf
    .engine()
    .runKernel(KERNEL, inputs as unknown as tf.NamedTensorMap, { call } as unknown as tf.NamedAttrMap) as tf.Tensor[];
  return {
    state: named(step.states, made),
    out: named(step.out, made, Object.keys(step.states).length),
  };
}

import * as tf from "@tensorflow/tfjs-core";
import type { Value } from "../graph/types.ts";
import type { Lowering } from "../kernels/lowering.ts";
import { LOWERINGS } from "../kernels/lowerings.ts";
import { Refusal } from "../kernels/refusal.ts";
import { lowerScan, registerScan } from "../recurrence/lower-scan.ts";
import { BACKEND, SymbolicBackend } from "./symbolic-backend.ts";

const attempt: (kernel: string, lower: () => ReturnType<Lowering>) => ReturnType<Lowering> = (kernel, lower) => {
  try {
    return lower();
  } catch (cause) {
    throw cause instanceof Refusal ? new Refusal(cause.what, kernel) : cause;
  }
};

function register(backend: SymbolicBackend, kernelName: string, lower: Lowering) {
  const info = (value: Value): tf.TensorInfo => ({
    dataId: backend.hold(value),
    shape: [...value.shape],
    dtype: value.dtype as tf.DataType,
  });
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => {
      const named: Record<string, Value> = {};
      for (const [name, x] of Object.entries(inputs)) if (x != null) named[name] = backend.value(x as tf.TensorInfo);
      const result = attempt(kernelName, () => lower({ g: backend.graph, inputs: named, attrs: attrs ?? {} }));
      return Array.isArray(result) ? result.map(info) : info(result as Value);
    },
  });
}

/** The recording backend, made known to tfjs with its kernels at the first call. tfjs's active backend does not change. */
export function symbolicBackend(): SymbolicBackend {
  const engine = tf.engine();
  const known = engine.registry[BACKEND];
  if (known instanceof SymbolicBackend) return known;
  if (known !== undefined) engine.removeBackend(BACKEND); // another copy of this package made it
  const backend = new SymbolicBackend();
  engine.registerBackend(BACKEND, () => backend, 0);
  engine.findBackend(BACKEND);
  for (const [name, lower] of Object.entries(LOWERINGS)) register(backend, name, lower);
  registerScan(backend);
  backend.loop = (cell, init, xs) => lowerScan(backend, backend.unrolled, cell, init, xs);
  return backend;
}

import * as tf from "@tensorflow/tfjs-core";
import type { CpuBackend, CpuKernel } from "./cpu-kernel.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Stacks of matrices repeated to the batch axes `lead`. */
function repeated(cpu: CpuBackend, x: tf.TensorInfo, lead: readonly number[]): tf.TensorInfo {
  const own = x.shape.slice(0, -2);
  const matrix = x.shape.slice(-2);
  const size = sizeOf(matrix);
  const strides = own.map((length, i) => (length === 1 ? 0 : sizeOf(own.slice(i + 1))));
  const values = cpu.data.get(x.dataId).values;
  const copy = new (values.constructor as Float32ArrayConstructor)(sizeOf(lead) * size);
  for (let at = 0; at < sizeOf(lead); at++) {
    let [rest, from] = [at, 0];
    for (let axis = lead.length - 1; axis >= 0; axis--) {
      const length = lead[axis] as number;
      from += (rest % length) * (strides[axis - lead.length + own.length] ?? 0);
      rest = Math.floor(rest / length);
    }
    copy.set(values.subarray(from * size, (from + 1) * size), at * size);
  }
  return cpu.makeTensorInfo([...lead, ...matrix], x.dtype, copy);
}

/**
 * tfjs's own takes matrix i of the result from matrix i modulo each operand's count: right only where the axes that repeat
 * come first. `[2, 1, m, k] x [2, 3, k, n]` is silently wrong.
 */
export const broadcastProduct: CpuKernel =
  (stock) =>
  ({ inputs, cpu, attrs }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const [p, q] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const lead = tf.broadcast_util.assertAndGetBroadcastShape(p, q);
    const fits = (own: readonly number[]) => sizeOf(own) === 1 || own.join() === lead.slice(-own.length).join();
    if (fits(p) && fits(q)) return stock({ inputs, backend: cpu, attrs });
    const [left, right] = [repeated(cpu, a, lead), repeated(cpu, b, lead)];
    const result = stock({ inputs: { a: left, b: right }, backend: cpu, attrs });
    cpu.disposeIntermediateTensorInfo(left);
    cpu.disposeIntermediateTensorInfo(right);
    return result;
  };

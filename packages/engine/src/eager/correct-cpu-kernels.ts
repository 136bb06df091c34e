import * as tf from "@tensorflow/tfjs-core";
import { broadcastProduct } from "./broadcast-product.ts";
import type { CpuKernel } from "./cpu-kernel.ts";

const corrected = Symbol.for("elbo.cpu-kernels");

/** tfjs's own writes the result into the operand's memory. */
const updateOfCopy: CpuKernel =
  (stock) =>
  ({ inputs, cpu, attrs }) => {
    const { dataId, shape, dtype } = inputs.tensor as tf.TensorInfo;
    const copy = cpu.makeTensorInfo(shape, dtype, cpu.data.get(dataId).values.slice());
    const result = stock({ inputs: { ...inputs, tensor: copy }, backend: cpu, attrs });
    cpu.disposeIntermediateTensorInfo(copy);
    return result;
  };

const corrections: Readonly<Record<string, CpuKernel>> = {
  TensorScatterUpdate: updateOfCopy,
  BatchMatMul: broadcastProduct,
};

/** Replaces kernels of tfjs's `cpu` that compute wrongly. Once per process. */
export function correctCpuKernels(): void {
  for (const [kernelName, correct] of Object.entries(corrections)) {
    const stock = tf.getKernel(kernelName, "cpu") as tf.KernelConfig & { [corrected]?: true };
    if (stock[corrected]) continue;
    const right = correct(stock.kernelFunc as Parameters<CpuKernel>[0]);
    const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) =>
      right({ inputs, cpu: backend as Parameters<typeof right>[0]["cpu"], attrs });
    tf.unregisterKernel(kernelName, "cpu");
    tf.registerKernel({ ...stock, kernelFunc, [corrected]: true } as tf.KernelConfig);
  }
}

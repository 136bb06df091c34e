import * as tf from "@tensorflow/tfjs-core";

const KERNEL = "TensorScatterUpdate";
const corrected = Symbol.for("elbo.cpu-kernels");

interface CpuBackend {
  readonly data: { get(id: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
}

/** tfjs's `cpu` writes the result of TensorScatterUpdate into the operand's own memory: from here on into a copy. Once per process. */
export function correctCpuKernels(): void {
  const stock = tf.getKernel(KERNEL, "cpu") as tf.KernelConfig & { [corrected]?: true };
  if (stock[corrected]) return;
  const onCopy: tf.KernelFunc = ({ inputs, backend, ...rest }) => {
    const cpu = backend as CpuBackend;
    const { dataId, shape, dtype } = inputs.tensor as tf.TensorInfo;
    const copy = cpu.makeTensorInfo(shape, dtype, cpu.data.get(dataId).values.slice());
    const result = stock.kernelFunc({ inputs: { ...inputs, tensor: copy }, backend, ...rest });
    cpu.disposeIntermediateTensorInfo(copy);
    return result;
  };
  tf.unregisterKernel(KERNEL, "cpu");
  tf.registerKernel({ ...stock, kernelFunc: onCopy, [corrected]: true } as tf.KernelConfig);
}

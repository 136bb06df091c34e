import type * as tf from "@tensorflow/tfjs-core";

/** The part of tfjs's `cpu` backend that corrected kernels use. */
export interface CpuBackend {
  readonly data: { get(id: object): { readonly values: Float32Array } };
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
}

interface Call {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs?: tf.NamedAttrMap | undefined;
}

type Result = tf.TensorInfo | tf.TensorInfo[];

/** Makes the right kernel of tfjs's own. */
export type CpuKernel = (
  stock: (call: Call & { readonly backend: CpuBackend }) => Result,
) => (call: Call & { readonly cpu: CpuBackend }) => Result;

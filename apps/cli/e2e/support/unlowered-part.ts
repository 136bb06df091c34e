import { ownPrior } from "./own-prior.ts";

/** The prior of one's own with a tfjs operation in its density that the onnx engine does not lower. */
export const unloweredPrior = ownPrior.replace(
  "tf.abs(value)",
  "tf.abs(tf.localResponseNormalization(value as tf.Tensor3D))",
);

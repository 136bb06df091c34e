import * as tf from "@tensorflow/tfjs-core";

/** Gradients by input name, each computed when asked for. */
export type InputGradients = Readonly<Record<string, () => tf.Tensor>>;

/**
 * Replaces the gradient of a tfjs kernel on every backend. `formula` gets the output's gradient, the saved inputs in
 * the order of `saves` (then saved outputs), and the kernel's attributes.
 */
export function defineGradient<A = object>(
  kernelName: string,
  saves: readonly string[],
  formula: (dy: tf.Tensor, saved: readonly tf.Tensor[], attributes: A) => InputGradients,
  options: Partial<Pick<tf.GradConfig, "saveAllInputs" | "outputsToSave">> = {},
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: [...saves],
    gradFunc: (dy, saved, attributes) => formula(dy as tf.Tensor, saved, attributes as A),
    ...options,
  });
}

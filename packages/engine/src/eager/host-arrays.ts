import { type Input, type Named, type Numbers, ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Tensors of a program's inputs, in order of the signature.
 *
 * @throws ShapeError when an input is missing, unknown, or has another number of values.
 */
export function inputTensors(arrays: Named<Numbers>, expected: Named<Input>): Named<tf.Tensor> {
  const unknown = Object.keys(arrays).find((name) => expected[name] === undefined);
  if (unknown !== undefined) {
    throw new ShapeError(`the program has no input "${unknown}"`, {
      where: "engine/run",
      expected: Object.keys(expected).join(", ") || "no inputs",
      received: unknown,
    });
  }
  return Object.fromEntries(
    Object.entries(expected).map(([name, { shape, dtype }]) => {
      const array = arrays[name];
      const size = shape.reduce((a, b) => a * b, 1);
      if (array === undefined || array.length !== size) {
        throw new ShapeError(array === undefined ? "an input is missing" : "wrong number of values", {
          where: `input ${name}`,
          expected: `${size} values for shape [${shape}]`,
          received: array === undefined ? "nothing" : `${array.length}`,
        });
      }
      return [name, tf.tensor(array, [...shape], dtype)];
    }),
  );
}

/** A fresh copy of each tensor's values. */
export function outputArrays(outputs: Named<tf.Tensor>): Named<Numbers> {
  return Object.fromEntries(Object.entries(outputs).map(([name, x]) => [name, x.dataSync().slice() as Numbers]));
}

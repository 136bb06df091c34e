import type { StoredTensor } from "../../checkpoints/safetensors.ts";
import { type Convention, permuted, type Recipe } from "./convention.ts";
import { cutAxis } from "./reorder.ts";

const as = (name: string, axes: Parameters<typeof permuted>[1]) =>
  permuted(
    name,
    axes,
    axes.map((_, axis) => axis),
  );
const vector = (name: string) => as(name, ["outputs"]);

/** Keras orders a GRU's gates z, r, h along the last axis: exchanges the first two thirds of each row. */
function resetFirst({ shape, values }: StoredTensor): StoredTensor {
  const width = shape.at(-1) as number;
  const hidden = width / 3;
  const out = values.slice();
  for (let row = 0; row < values.length; row += width) {
    out.set(values.subarray(row + hidden, row + 2 * hidden), row);
    out.set(values.subarray(row, row + hidden), row + hidden);
  }
  return { shape, values: out };
}

const swapped = (recipe: Recipe): Recipe => ({ ...recipe, convert: (tensors) => resetFirst(recipe.convert(tensors)) });

/** Two rows: the input's bias and the state's, as `reset_after` has them. */
const bias = (
  read: (input: Float32Array, state: Float32Array) => Float32Array,
  hidden: (n: number) => number,
): Recipe => ({
  sources: [{ name: "bias", axes: ["place", "place"], shape: ([n]) => [2, 3 * hidden(n as number)] }],
  convert: ([tensor]) => {
    const [input, state] = [0, 1].map((row) => resetFirst(cutAxis(tensor as StoredTensor, 0, [row, row + 1])).values);
    const values = read(input as Float32Array, state as Float32Array);
    return { shape: [values.length], values };
  },
});

const gates = bias(
  (input, state) => input.map((value, i) => (3 * i < 2 * input.length ? value + (state[i] as number) : value)),
  (n) => n / 3,
);
const candidate = bias(
  (_, state) => state.slice((2 * state.length) / 3),
  (n) => n,
);

/**
 * Keras 2 and tfjs-layers: kernels `[in, out]`, HWIO, transposed ones HWOI, GRU with `reset_after`, gates z, r, h; images
 * flattened pixel by pixel.
 */
export const kerasConvention: Convention = {
  name: "keras",
  flattens: "channel-last",
  suffix: {
    dense: "/*",
    conv2d: "/*",
    "conv2d-transpose": "/*",
    embedding: "/*",
    gru: "/*",
    "layer-norm": "/*",
  },
  recipes: {
    dense: { weight: as("kernel", ["inputs", "outputs"]), bias: vector("bias") },
    conv2d: { weight: as("kernel", ["place", "place", "inputs", "outputs"]), bias: vector("bias") },
    "conv2d-transpose": { weight: as("kernel", ["place", "place", "outputs", "inputs"]), bias: vector("bias") },
    embedding: { table: as("embeddings", ["inputs", "outputs"]) },
    gru: {
      input: swapped(as("kernel", ["inputs", "place"])),
      recurrent: swapped(as("recurrent_kernel", ["place", "place"])),
      bias: gates,
      candidateBias: candidate,
    },
    "layer-norm": { gain: vector("gamma"), bias: vector("beta") },
  },
  // Padding "same" and "valid" are TensorFlow's there as here.
  padding: () => undefined,
};

import type { StoredTensor } from "../../checkpoints/safetensors.ts";
import { type Convention, permuted, type Recipe } from "./convention.ts";
import { cutAxis } from "./reorder.ts";
import { torchPadding } from "./torch-padding.ts";

const vector = (name: string) => permuted(name, ["outputs"], [0]);
const matrix = (name: string) => permuted(name, ["outputs", "inputs"], [1, 0]);

const gateBias = (name: string) => ({ name, axes: ["place"] as const });

/** b_ih + b_hh, but for the candidate's part of b_hh, which stands inside the reset gate's product. */
const gates: Recipe = {
  sources: ["bias_ih", "bias_hh"].map((name) => ({ ...gateBias(name), shape: (target) => target })),
  convert: ([input, hidden]) => {
    const [a, b] = [input as StoredTensor, hidden as StoredTensor];
    const open = (2 * a.values.length) / 3;
    return { shape: a.shape, values: a.values.map((value, i) => (i < open ? value + (b.values[i] as number) : value)) };
  },
};

const candidate: Recipe = {
  sources: [{ ...gateBias("bias_hh"), shape: ([hidden]) => [3 * (hidden as number)] }],
  convert: ([bias]) => {
    const whole = bias as StoredTensor;
    const length = whole.values.length;
    return cutAxis(whole, 0, [(2 * length) / 3, length]);
  },
};

/**
 * PyTorch 2: Linear `[out, in]`, Conv2d OIHW, ConvTranspose2d IOHW, GRU with gates r, z, n and two biases, images
 * flattened channel by channel.
 */
export const torchConvention: Convention = {
  name: "torch",
  flattens: "channel-first",
  suffix: {
    dense: ".*",
    conv2d: ".*",
    "conv2d-transpose": ".*",
    embedding: ".*",
    gru: ".*_l0",
    "layer-norm": ".*",
  },
  recipes: {
    dense: { weight: matrix("weight"), bias: vector("bias") },
    conv2d: { weight: permuted("weight", ["outputs", "inputs", "place", "place"], [2, 3, 1, 0]), bias: vector("bias") },
    "conv2d-transpose": {
      weight: permuted("weight", ["inputs", "outputs", "place", "place"], [2, 3, 1, 0]),
      bias: vector("bias"),
    },
    embedding: { table: permuted("weight", ["inputs", "outputs"], [0, 1]) },
    gru: {
      input: permuted("weight_ih", ["place", "inputs"], [1, 0]),
      recurrent: permuted("weight_hh", ["place", "place"], [1, 0]),
      bias: gates,
      candidateBias: candidate,
    },
    "layer-norm": { gain: vector("weight"), bias: vector("bias") },
  },
  padding: torchPadding,
};

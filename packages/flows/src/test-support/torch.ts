import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";

type Stored = { readonly shape: number[]; readonly values: number[] };
type Cases = Readonly<Record<string, Readonly<Record<string, Stored>>>>;

const cases = JSON.parse(readFileSync(new URL("./fixtures/torch.json", import.meta.url), "utf8")) as Cases;

/** Values of PyTorch in float64 for one case (see tooling/fixtures/flows.py), by name. */
export function torch(name: string): (tensor: string) => tf.Tensor {
  const found = cases[name];
  if (found === undefined) throw new Error(`no case ${name}`);
  return (tensor) => {
    const stored = found[tensor];
    if (stored === undefined) throw new Error(`${name} has no ${tensor}`);
    return tf.tensor(stored.values, stored.shape, "float32");
  };
}

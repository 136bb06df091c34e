import { type Law, type Named, type ParamSpec, type ParamTree, ShapeError, type Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { fillNoise } from "../noise/fill-noise.ts";
import { bindParams } from "./parameter-tree.ts";

/** First value of one parameter: depends on (seed, path) alone, so adding a part changes no other part's start. */
export function initialValue(path: string, spec: ParamSpec, seed: bigint, examples?: Float32Array): Float32Array {
  const size = spec.shape.reduce((a, b) => a * b, 1);
  let calls = 0;
  const noise = (law: Law) => {
    const out = new Float32Array(size);
    fillNoise(out, law, { seed, step: calls++, path: `init/${path}`, row: spec.shape.at(-1) ?? 1 });
    return out;
  };
  const value = spec.init(spec.shape, examples === undefined ? { noise } : { noise, examples });
  if (value.length !== size) {
    throw new ShapeError("the initialiser gave another number of values", {
      where: `parameter ${path}`,
      expected: `${size} for shape [${spec.shape}]`,
      received: `${value.length}`,
    });
  }
  return value;
}

/** Initialised tensors of a tree, for calling a part on plain tfjs. The caller disposes them. */
export function initialise<P extends ParamTree>(
  tree: P,
  { seed = 0n, examples = {} }: { readonly seed?: bigint; readonly examples?: Named<Float32Array> } = {},
): Values<P> {
  return bindParams(tree, (path, spec) =>
    tf.tensor(initialValue(path, spec, seed, examples[path]), [...spec.shape], "float32"),
  );
}

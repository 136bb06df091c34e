import { bindParams } from "@elbo/program";
import type { Arena, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { readParam } from "./param-access.ts";

/** Copies an arena's values into tensors, bound to the shape of its tree. The caller disposes them. */
export function arenaTensors<P extends ParamTree = ParamTree>(arena: Arena): Values<P> {
  return bindParams(arena.tree, (path, spec) =>
    tf.tensor(readParam(arena, path).slice(), [...spec.shape], "float32"),
  ) as Values<P>;
}

import type { Named, ParamSpec, ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** One parameter and its path in the tree, "a/b/c". */
export interface ParamEntry {
  readonly path: string;
  readonly spec: ParamSpec;
}

const isSpec = (node: ParamSpec | ParamTree): node is ParamSpec => typeof (node as ParamSpec).init === "function";

/** All parameters of a tree, in the order of declaration. */
export function listParams(tree: ParamTree, prefix = ""): ParamEntry[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isSpec(node) ? [{ path: prefix + name, spec: node }] : listParams(node, `${prefix}${name}/`),
  );
}

/** Puts tensors, found by path, into the shape of the tree. */
export function bindParams<P extends ParamTree>(
  tree: P,
  tensor: (path: string, spec: ParamSpec) => tf.Tensor,
  prefix = "",
): Values<P> {
  const bound: Record<string, unknown> = {};
  for (const [name, node] of Object.entries(tree)) {
    bound[name] = isSpec(node) ? tensor(prefix + name, node) : bindParams(node, tensor, `${prefix}${name}/`);
  }
  return bound as Values<P>;
}

/** Tensors of a bound tree by path: the inverse of `bindParams`. */
export function listValues<P extends ParamTree>(tree: P, values: Values<P>): Named<tf.Tensor> {
  const found: Record<string, tf.Tensor> = {};
  const visit = (node: ParamTree, at: Record<string, unknown>, prefix: string) => {
    for (const [name, child] of Object.entries(node)) {
      if (isSpec(child)) found[prefix + name] = at[name] as tf.Tensor;
      else visit(child, at[name] as Record<string, unknown>, `${prefix}${name}/`);
    }
  };
  visit(tree, values as Record<string, unknown>, "");
  return found;
}

import type { Context, Named, ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";

/** Layers one after the other. */
export interface Chain extends Layer {
  /** What each layer made, by its name; the last is what `apply` gives. */
  each(values: Values<ParamTree>, x: tf.Tensor, context?: Context): Named<tf.Tensor>;
}

/** Layers one after the other, in the order of their names; each has its own scope of that name. */
export function chain(layers: Named<Layer>): Chain {
  const list = Object.entries(layers);
  const each: Chain["each"] = (values, x, context) => {
    let h = x;
    return Object.fromEntries(
      list.map(([name, layer]) => {
        h = layer.apply(values[name] as Values<ParamTree>, h, context?.at(name));
        return [name, h];
      }),
    );
  };
  return {
    params: Object.fromEntries(list.map(([name, layer]) => [name, layer.params])),
    apply: (values, x, context) => Object.values(each(values, x, context)).at(-1) ?? x,
    each,
  };
}

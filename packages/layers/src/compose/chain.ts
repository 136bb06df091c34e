import type { Named, ParamTree, Values } from "@elbo/spec";
import type { Layer } from "../layer.ts";

/** Layers one after the other, in the order of their names; each has its own scope of that name. */
export function chain(layers: Named<Layer>): Layer {
  const list = Object.entries(layers);
  return {
    params: Object.fromEntries(list.map(([name, layer]) => [name, layer.params])),
    apply: (values, x, context) =>
      list.reduce((h, [name, layer]) => layer.apply(values[name] as Values<ParamTree>, h, context?.at(name)), x),
  };
}

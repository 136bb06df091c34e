import type { ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Bijection, Flow, Mapped, VectorMap } from "./map.ts";

const through = (ways: readonly VectorMap["forward"][], x: tf.Tensor): Mapped =>
  ways.reduce<Mapped>(
    (from, way) => {
      const next = way(from.value);
      return { value: next.value, logDet: tf.add(from.logDet, next.logDet) };
    },
    { value: x, logDet: tf.zeros(x.shape.slice(0, -1)) },
  );

/** Maps one after the other, first to last; their log|det| add up. It inverts if all of them do. */
export function composeMaps(maps: readonly Bijection[]): Bijection;
export function composeMaps(maps: readonly VectorMap[]): VectorMap;
export function composeMaps(maps: readonly VectorMap[]): VectorMap {
  const backs = maps.flatMap(({ inverse }) => (inverse ? [inverse] : [])).reverse();
  return {
    forward: (x) =>
      through(
        maps.map(({ forward }) => forward),
        x,
      ),
    ...(backs.length === maps.length ? { inverse: (y: tf.Tensor) => through(backs, y) } : {}),
  };
}

/** The same bijection read the other way round. */
export const invertMap = ({ forward, inverse }: Bijection): Bijection => ({ forward: inverse, inverse: forward });

/** Flows one after the other, first to last, each with parameters of its own: `flow0`, `flow1` and so on. */
export function composeFlows(flows: readonly Flow[]): Flow {
  return {
    params: Object.fromEntries(flows.map(({ params }, i) => [`flow${i}`, params])),
    bind: (values, context) =>
      composeMaps(flows.map((flow, i) => flow.bind(values[`flow${i}`] as Values<ParamTree>, context))),
  };
}

import type { Shape } from "@elbo/spec";
import type { GraphNode, Value } from "./types.ts";

/** Number of elements of a shape. */
export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** Are two shapes equal? */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** The node with operation `op` that makes this value, if one does. */
export function madeBy(x: Value | undefined, op: string): GraphNode | undefined {
  return x?.from.kind === "node" && x.from.node.op === op ? x.from.node : undefined;
}

/** The one number that fills a uniform constant. */
export function uniformOf(x: Value): number | undefined {
  return x.from.kind === "constant" && "uniform" in x.from.data ? x.from.data.uniform : undefined;
}

/** Numpy's broadcast of two shapes. */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [p, q] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    return p === 1 ? q : p;
  });
}

/** `shape` with ones in front, up to `rank` axes. */
export const padShape = (shape: Shape, rank: number): number[] => [
  ...new Array<number>(Math.max(0, rank - shape.length)).fill(1),
  ...shape,
];

import type { Field, Named, Numbers } from "@elbo/spec";

/**
 * Elements of `x` that count in the first `count` examples of a batch: those that `x.mask` calls observed and whose
 * position lies below `x.length`; all of them without either field.
 */
export function countElements(inputs: Named<Numbers>, fields: Named<Field>, count: number): number {
  const [time = 1, ...rest] = (fields.x as Field).shape;
  const perPosition = rest.reduce((a, b) => a * b, 1);
  const mask = inputs["x.mask"];
  const lengths = inputs["x.length"];
  let elements = 0;
  for (let i = 0; i < count; i++) {
    const inside = perPosition * Math.min(time, lengths?.[i] ?? time);
    const first = i * time * perPosition;
    if (mask) for (let at = first; at < first + inside; at++) elements += mask[at] as number;
    else elements += inside;
  }
  return elements;
}

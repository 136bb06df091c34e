import type { Field, Named, Numbers } from "@elbo/spec";

/**
 * Elements that count in example `i` of a batch, over the fields that a likelihood describes: where its field `.known` says it
 * is there, those that its `.mask` calls observed and whose position lies below its `.length`; all of them without these.
 */
export function countElementsOf(
  inputs: Named<Numbers>,
  fields: Named<Field>,
  i: number,
  described: readonly string[] = ["x"],
): number {
  let elements = 0;
  for (const name of described) {
    const [time = 1, ...rest] = (fields[name] as Field).shape;
    const perPosition = rest.reduce((a, b) => a * b, 1);
    const [mask, lengths, known] = [inputs[`${name}.mask`], inputs[`${name}.length`], inputs[`${name}.known`]];
    if (known?.[i] === 0) continue;
    const inside = perPosition * Math.min(time, lengths?.[i] ?? time);
    const first = i * time * perPosition;
    if (mask) for (let at = first; at < first + inside; at++) elements += mask[at] as number;
    else elements += inside;
  }
  return elements;
}

/** Elements that count in the first `count` examples of a batch. */
export function countElements(
  inputs: Named<Numbers>,
  fields: Named<Field>,
  count: number,
  described?: readonly string[],
): number {
  let elements = 0;
  for (let i = 0; i < count; i++) elements += countElementsOf(inputs, fields, i, described);
  return elements;
}

/** Where two JSON values first differ, in the order of the first one's keys. */
export interface Difference {
  /** "loss.beta"; "" for the whole value. */
  readonly path: string;
  readonly first: unknown;
  readonly second: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const join = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);

/** The first path at which two JSON values differ; undefined when they are equal. A missing key is `undefined`. */
export function firstDifference(first: unknown, second: unknown, path = ""): Difference | undefined {
  if (!isObject(first) || !isObject(second) || Array.isArray(first) !== Array.isArray(second)) {
    return Object.is(first, second) ? undefined : { path, first, second };
  }
  for (const key of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const difference = firstDifference(first[key], second[key], join(path, key));
    if (difference) return difference;
  }
  return undefined;
}

import { ShapeError } from "@elbo/spec";

/**
 * Compares a shape with a pattern: a number must match, a word binds an axis and must match itself later.
 * Returns the bound axes.
 *
 * @throws ShapeError with the pattern, the shape that came, and the axis that differs.
 */
export function checkShape(
  received: readonly number[],
  pattern: readonly (number | string)[],
  where: string,
  bound: Record<string, number> = {},
): Record<string, number> {
  const axes = { ...bound };
  const fits =
    received.length === pattern.length &&
    pattern.every((want, i) => {
      const size = received[i] as number;
      if (typeof want === "number") return want === size;
      axes[want] ??= size;
      return axes[want] === size;
    });
  if (!fits) {
    throw new ShapeError("wrong shape", {
      where,
      expected: `[${pattern.map((p) => (typeof p === "string" && bound[p] !== undefined ? `${p}=${bound[p]}` : p)).join(", ")}]`,
      received: `[${received.join(", ")}]`,
    });
  }
  return axes;
}

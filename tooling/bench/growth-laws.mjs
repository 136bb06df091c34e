// How times grow with a size: a power law through the largest sizes, and where smaller ones leave it.
import { powerLaw } from "./ratios.mjs";

/**
 * { exponent, factor, leaves }: the law through the three largest of [size, milliseconds] (in rising order), and the largest
 * size below them whose time is more than `slack` from the law; undefined when all keep to it.
 */
export function growthOf(points, slack = 0.25) {
  const law = powerLaw(points.slice(-3));
  const off = ([size, time]) => time / (law.factor * size ** law.exponent) - 1;
  const leaving = points.slice(0, -3).filter((point) => Math.abs(off(point)) > slack);
  const last = leaving.at(-1);
  return { ...law, leaves: last && { size: last[0], by: off(last) } };
}

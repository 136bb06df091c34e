import { fillNoise } from "@elbo/program";
import type { ArenaEntry, Named } from "@elbo/spec";

/** Derivatives of an objective along one direction, by gradient and by differences. */
export interface Derivative {
  readonly gradient: number;
  readonly difference: number;
  /** Their distance, relative to the gradient's. */
  readonly error: number;
}

/** Where to differentiate, and the gradient to be judged. */
export interface Point {
  readonly values: Float32Array;
  readonly entries: readonly ArenaEntry[];
  readonly gradients: Named<Float32Array>;
  /** Only parameters of this group move. */
  readonly group: string;
}

const DIRECTIONS = 3;
const STEP = 0.02;

const noise = (size: number, law: "normal" | "uniform", path: string): Float32Array => {
  const values = new Float32Array(size);
  fillNoise(values, { law }, { seed: 31n, step: 0, path });
  return values;
};

/**
 * A unit direction: the gradient with each entry weighed at random between a half and one and a half, so that the
 * derivative stands out of float32's noise, and a random part in every entry, so that none is left out.
 */
const direction = ({ entries, gradients, group, values }: Point, number: number): Float64Array => {
  const along = new Float64Array(values.length);
  const moved = entries.filter((entry) => !entry.state && entry.group === group);
  const size = moved.reduce((sum, entry) => sum + entry.size, 0);
  const length = Math.hypot(...moved.flatMap(({ path }) => [...(gradients[path] as Float32Array)]));
  for (const { path, offset, size: count } of moved) {
    const gradient = gradients[path] as Float32Array;
    const [u, n] = [noise(count, "uniform", `u${number}/${path}`), noise(count, "normal", `n${number}/${path}`)];
    for (let i = 0; i < count; i++) {
      const share = ((gradient[i] as number) * (0.5 + (u[i] as number))) / (length || 1);
      along[offset + i] = share + (0.7 * (n[i] as number)) / Math.sqrt(size);
    }
  }
  const norm = Math.hypot(...along);
  return along.map((v) => v / norm);
};

/**
 * Central differences along random directions in one group, with Richardson's extrapolation:
 * d = (4 c(h/2) - c(h)) / 3, c(h) = (f(x + h u) - f(x - h u)) / 2h.
 */
export async function directionalDerivatives(
  f: (values: Float32Array) => Promise<number>,
  point: Point,
): Promise<readonly Derivative[]> {
  const central = async (along: Float64Array, h: number) => {
    const at = (by: number) => f(point.values.map((v, i) => v + by * (along[i] as number)));
    return ((await at(h)) - (await at(-h))) / (2 * h);
  };
  const found: Derivative[] = [];
  for (let number = 0; number < DIRECTIONS; number++) {
    const along = direction(point, number);
    const difference = (4 * (await central(along, STEP / 2)) - (await central(along, STEP))) / 3;
    let gradient = 0;
    for (const { path, offset, state, group } of point.entries) {
      if (state || group !== point.group) continue;
      (point.gradients[path] as Float32Array).forEach((g, i) => {
        gradient += g * (along[offset + i] as number);
      });
    }
    found.push({ gradient, difference, error: Math.abs(difference - gradient) / Math.abs(gradient) });
  }
  return found;
}

import { fillNoise } from "@elbo/program";

/** `count` whole numbers below `size`, drawn with replacement; the same for the same seed and path. */
export function drawIndices(count: number, size: number, seed: bigint, path: string): Int32Array {
  const [high, low] = [new Float32Array(count), new Float32Array(count)];
  // One uniform number has 23 bits: two of them reach every index of a large set.
  fillNoise(high, { law: "uniform" }, { seed, step: 0, path: `${path}/high` });
  fillNoise(low, { law: "uniform" }, { seed, step: 0, path: `${path}/low` });
  return Int32Array.from(high, (u, i) => Math.min(size - 1, Math.floor((u + (low[i] as number) / 2 ** 22) * size)));
}

/** `count` different whole numbers below `size` in random order: all of them when there are no more. */
export function chooseIndices(count: number, size: number, seed: bigint, path: string): Int32Array {
  const order = new Float32Array(size);
  fillNoise(order, { law: "permutation" }, { seed, step: 0, path, row: size });
  return Int32Array.from(order.subarray(0, Math.min(count, size)));
}

import { fillNoise } from "@elbo/program";
import { expect, it } from "vitest";
import { nearestNeighbours } from "../probes/nearest-neighbours.ts";
import { umap } from "./umap.ts";

const COLUMNS = 8;
const EACH = 40;

/** Three clouds in eight dimensions: deviation 1, centres 12 apart along different axes. */
function clouds() {
  const values = new Float32Array(3 * EACH * COLUMNS);
  fillNoise(values, { law: "normal" }, { seed: 3n, step: 0, path: "clouds" });
  const labels = Array.from({ length: 3 * EACH }, (_, row) => row % 3);
  for (const [row, label] of labels.entries()) {
    values[row * COLUMNS + label] = (values[row * COLUMNS + label] as number) + 12;
  }
  return { points: { values, columns: COLUMNS }, labels };
}

it("keeps clouds together and apart: on the map, too, a point's nearest others are of its own cloud", async () => {
  const { points, labels } = clouds();
  const told: number[] = [];
  const map = await umap(points, { seed: 5n, onProgress: (done, total) => told.push(done / total) });
  expect(map).toHaveLength(2 * labels.length);
  const rows = { values: map, columns: 2 };
  expect(nearestNeighbours({ points: rows, labels }, rows, 6)).toEqual(labels);
  expect(told.at(-1)).toBe(1);
});

it("repeats with its seed, and changes with it", async () => {
  const { points } = clouds();
  const [first, same, other] = [
    await umap(points, { seed: 5n }),
    await umap(points, { seed: 5n }),
    await umap(points, { seed: 6n }),
  ];
  expect(same).toEqual(first);
  expect(other).not.toEqual(first);
});

it("maps as few as three points, and refuses two", async () => {
  expect(await umap({ values: [0, 0, 1, 0, 0, 1], columns: 2 })).toHaveLength(6);
  await expect(umap({ values: [0, 0, 1, 0], columns: 2 })).rejects.toThrow(/three points/);
});

it("stops when it is told to", async () => {
  const controller = new AbortController();
  const { points } = clouds();
  const stopping = umap(points, { onProgress: () => controller.abort(), signal: controller.signal });
  await expect(stopping).rejects.toMatchObject({ name: "AbortError" });
});

import { fillNoise } from "@elbo/program";
import { UMAP } from "umap-js";
import { countRows, type Points } from "../points/points.ts";

/** How a map is made. */
export interface UmapOptions {
  /** Equal seeds give equal maps. */
  readonly seed?: bigint;
  /** Neighbours of each point that the map tries to keep: fewer show detail, more show the whole. */
  readonly neighbours?: number;
  /** How close points of the map may come to each other. */
  readonly minimumDistance?: number;
  /** Told of rounds of optimisation. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Rounds between two moments in which timers and signals are served. */
const BREATH = 10;
const STOCK = 4096;

/** Uniform numbers in (0, 1), one after the other. */
function numbers(seed: bigint): () => number {
  const stock = new Float32Array(STOCK);
  let [used, first] = [STOCK, 0];
  return () => {
    if (used === STOCK) {
      fillNoise(stock, { law: "uniform" }, { seed, step: 0, path: "metrics/umap", first });
      [used, first] = [0, first + STOCK];
    }
    return stock[used++] as number;
  };
}

/**
 * A map of points on a plane, `[row, 2]`, on which near points stay near: UMAP (McInnes, Healy & Melville 2018), by the
 * library umap-js. Distances between far points, and the axes, mean nothing.
 *
 * @throws RangeError for fewer than three points; the signal's reason when it is aborted.
 */
export async function umap(
  points: Points,
  { seed = 1n, neighbours = 15, minimumDistance = 0.1, onProgress, signal }: UmapOptions = {},
): Promise<Float32Array> {
  const rows = countRows(points);
  if (rows < 3) throw new RangeError(`expected three points or more to map, got ${rows}`);
  const { values, columns } = points;
  const vectors = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, c) => values[row * columns + c] as number),
  );
  const fit = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(neighbours, rows - 1),
    minDist: minimumDistance,
    random: numbers(seed),
  });
  signal?.throwIfAborted();
  const total = fit.initializeFit(vectors);
  for (let done = 1; done <= total; done++) {
    fit.step();
    if (done % BREATH !== 0 && done !== total) continue;
    onProgress?.(done, total);
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
  }
  return Float32Array.from(fit.getEmbedding().flat());
}

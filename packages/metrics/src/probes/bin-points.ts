import { columnOf } from "../disentanglement/discrete-information.ts";
import { countRows, type Points } from "../points/points.ts";

/** Points whose columns are replaced by the number of the bin that a value lies in. */
export interface Binned {
  readonly rows: number;
  readonly columns: number;
  /** `[column][row]` */
  readonly bins: readonly Uint8Array[];
  /** The value that each bin stands for, `[column][bin]`: it holds what lies nearest. */
  readonly centres: readonly Float64Array[];
}

const MOST = 255;

/** One bin a distinct value, or 255 quantiles where there are more. */
export function binPoints(points: Points): Binned {
  const rows = countRows(points);
  const centres = Array.from({ length: points.columns }, (_, c) => {
    const sorted = columnOf(points, c).sort();
    const distinct = sorted.filter((v, i) => i === 0 || v !== sorted[i - 1]);
    const kept =
      distinct.length <= MOST
        ? distinct
        : distinct.filter(
            (_, i) =>
              i === 0 || Math.floor((i * MOST) / distinct.length) > Math.floor(((i - 1) * MOST) / distinct.length),
          );
    return kept;
  });
  const bins = centres.map((values, c) => {
    const cuts = values.subarray(1).map((v, i) => ((values[i] as number) + v) / 2);
    return Uint8Array.from({ length: rows }, (_, row) => {
      const value = points.values[row * points.columns + c] as number;
      let [low, high] = [0, cuts.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= (cuts[middle] as number)) high = middle;
        else low = middle + 1;
      }
      return low;
    });
  });
  return { rows, columns: points.columns, bins, centres };
}

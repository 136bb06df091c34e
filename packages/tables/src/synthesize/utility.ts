import { accuracyOf, boostedTrees, type Points } from "@elbo/metrics";
import { NotSupportedError } from "@elbo/spec";
import { cellsOf, countOf, type TypedRows } from "./typed-rows.ts";

/** How well a classifier does on held-out real rows, taught by real or by made-up ones. */
export interface Utility {
  readonly target: string;
  /** Numbers are told by quarters. */
  readonly classes: number;
  readonly realAccuracy: number;
  readonly syntheticAccuracy: number;
  /** Of the most frequent class. */
  readonly plainAccuracy: number;
}

/** Borders between quarters. */
const quartersOf = (values: readonly number[]): number[] => {
  const sorted = Float64Array.from(values).sort();
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))] as number);
};

/**
 * Train on synthetic, test on real: gradient-boosted trees (100 rounds, scikit-learn's defaults) that tell `target` from the other
 * columns, taught by real training rows and by as many made-up ones; accuracy on held-out rows. Kinds are indicators, missing
 * cells are 0 (the mean of standardised numbers).
 *
 * @throws NotSupportedError for a target that the model does not have.
 */
export function utilityOf(
  target: string,
  { train, heldOut, synthetic }: Readonly<Record<"train" | "heldOut" | "synthetic", TypedRows>>,
): Utility {
  const { columns } = train;
  const at = columns.findIndex(({ name }) => name === target);
  if (at < 0) {
    throw new NotSupportedError("there is no such column to tell", {
      where: "tables/synthesize target",
      expected: columns.map(({ name }) => name).join(", "),
      received: target,
    });
  }
  const kinds = columns[at]?.values;
  const borders = kinds ? [] : quartersOf(cellsOf(train, at));
  const labelOf = (value: number) => (kinds ? value : borders.filter((border) => value > border).length);
  const taught = (rows: TypedRows) => {
    const labels: number[] = [];
    const values: number[] = [];
    for (let row = 0; row < countOf(rows); row++) {
      const cell = (column: number) => rows.values[row * columns.length + column] as number;
      if (Number.isNaN(cell(at))) continue;
      labels.push(labelOf(cell(at)));
      for (const [i, { values: texts }] of columns.entries()) {
        if (i === at) continue;
        if (texts) for (let kind = 0; kind < texts.length; kind++) values.push(Number(cell(i) === kind));
        else values.push(Number.isNaN(cell(i)) ? 0 : cell(i));
      }
    }
    const points: Points = { values, columns: values.length / labels.length };
    return { points, labels };
  };
  const test = taught(heldOut);
  const accuracy = (rows: TypedRows) => {
    const { points, labels } = taught(rows);
    if (new Set(labels).size < 2)
      return accuracyOf(
        test.labels.map(() => labels[0] as number),
        test.labels,
      );
    return accuracyOf(boostedTrees(points, labels).predict(test.points), test.labels);
  };
  const real = taught(train).labels;
  const classes = [...new Set(real)];
  const count = (label: number) => real.filter((other) => other === label).length;
  const most = classes.reduce((best, label) => (count(label) > count(best) ? label : best));
  return {
    target,
    classes: classes.length,
    realAccuracy: accuracy(train),
    syntheticAccuracy: accuracy(synthetic),
    plainAccuracy: accuracyOf(
      test.labels.map(() => most),
      test.labels,
    ),
  };
}

import type { RunResult } from "./run-result.ts";

/** Mean over seeds, and the distance from the lowest to the highest. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One row of the table: a variant on a data set over its seeds. */
export interface Row {
  readonly data: string;
  readonly variant: string;
  readonly published: string;
  readonly seeds: number;
  /** Without `negativeElbo`, `bitsPerDimension` and `kl`: its posterior has no density, so that there is no bound. */
  readonly lawless: boolean;
  readonly negativeElbo?: Spread;
  readonly nll?: Spread & { readonly samples: number; readonly examples: number };
  readonly bitsPerDimension?: Spread;
  readonly perTokenNll?: Spread;
  readonly reconstruction: Spread;
  readonly kl?: Spread;
  readonly activeUnits: Spread;
  readonly latentDimensions: number;
  readonly collapsed: number;
  readonly greedyAccuracy?: Spread;
  /** Figures of measures that were asked for, by "measure.figure". */
  readonly metrics?: Readonly<Record<string, Spread>>;
  readonly parameters: number;
  readonly epochs: number;
  readonly trainExamples: number;
  readonly secondsPerEpoch: Spread;
  /** The most trainings that shared the machine with one of these, itself counted. */
  readonly jobs: number;
}

/** Mean, lowest and highest. */
export const spread = (values: readonly number[]): Spread => ({
  mean: values.reduce((a, b) => a + b, 0) / values.length,
  low: Math.min(...values),
  high: Math.max(...values),
});

const spreadOf = (runs: readonly RunResult[], figure: (run: RunResult) => number) => spread(runs.map(figure));

/** "measure.figure" to its value. */
const flat = ({ evaluation: { metrics = {} } }: RunResult): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metrics).flatMap(([measure, figures]) =>
      Object.entries(figures).map(([figure, value]) => [`${measure}.${figure}`, value]),
    ),
  );

/** Rows in the order in which their first run appears. */
export function summarise(runs: readonly RunResult[]): Row[] {
  const groups = new Map<string, RunResult[]>();
  for (const run of runs) {
    const key = `${run.data}\n${run.variant}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((cell) => {
    const [first] = cell as [RunResult, ...RunResult[]];
    const { nll, lawless = false } = first.evaluation;
    return {
      data: first.data,
      variant: first.variant,
      published: first.published,
      seeds: cell.length,
      lawless,
      ...(lawless
        ? {}
        : {
            negativeElbo: spreadOf(cell, (run) => run.evaluation.negativeElbo),
            bitsPerDimension: spreadOf(cell, (run) => run.evaluation.bitsPerDimension),
            kl: spreadOf(cell, (run) => run.evaluation.kl),
          }),
      ...(nll
        ? {
            nll: {
              samples: nll.samples,
              examples: nll.examples,
              ...spreadOf(cell, (run) => run.evaluation.nll?.value ?? Number.NaN),
            },
          }
        : {}),
      ...(first.evaluation.perToken && !lawless
        ? {
            perTokenNll: spreadOf(
              cell,
              ({ evaluation: { perToken } }) => perToken?.nll ?? perToken?.negativeElbo ?? Number.NaN,
            ),
          }
        : {}),
      ...(first.evaluation.metrics
        ? {
            metrics: Object.fromEntries(
              Object.keys(flat(first)).map((name) => [name, spreadOf(cell, (run) => flat(run)[name] ?? Number.NaN)]),
            ),
          }
        : {}),
      ...(first.text ? { greedyAccuracy: spreadOf(cell, (run) => run.text?.greedyAccuracy ?? Number.NaN) } : {}),
      reconstruction: spreadOf(cell, (run) => run.evaluation.reconstruction),
      activeUnits: spreadOf(cell, (run) => run.evaluation.activeUnits),
      latentDimensions: first.evaluation.latentDimensions,
      collapsed: cell.filter((run) => run.evaluation.collapsed).length,
      parameters: first.parameters,
      epochs: first.epochs,
      trainExamples: first.trainExamples,
      secondsPerEpoch: spreadOf(cell, (run) => run.secondsPerEpoch),
      jobs: Math.max(...cell.map(({ jobs }) => jobs)),
    };
  });
}

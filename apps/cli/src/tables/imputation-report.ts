import type { FilledTable, TableProfile } from "@elbo/tables";
import { counted } from "../output/counted.ts";
import type { TableReport } from "./table-pages.ts";

/** What a report tells. */
export interface ImputationFacts {
  readonly file: string;
  readonly out: readonly string[];
  readonly run: string;
  /** Level of intervals, in 0..1. */
  readonly level: number;
  readonly samples: number;
  readonly profile: TableProfile;
  readonly filled: FilledTable;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const short = (value: number) => String(Number(value.toPrecision(4)));

/** Rows of text about each column; the first row is the heading. */
export function columnRows({ profile, filled, level }: ImputationFacts): readonly (readonly string[])[] {
  const covers = `${Math.round(100 * level)} % hold the truth`;
  const heading = ["column", "type", "missing", "filled", "how sure"];
  const checked = ["error on hidden cells", "without a model", covers, "hidden"];
  const rows = profile.columns.map(({ name, type, left, missing }) => {
    const own = filled.columns.find((column) => column.name === name);
    const check = filled.check?.[name];
    const sure =
      own?.probability !== undefined
        ? `probability ${own.probability.toFixed(2)}`
        : own?.width !== undefined
          ? `± ${short(own.width / 2)}`
          : "";
    const kind = typeof type === "object" ? "ordinal" : (type ?? `left: ${left}`);
    const found = check?.error
      ? [short(check.error.filled), short(check.error.mean)]
      : check?.right
        ? [`${percent(check.right.filled)} right`, percent(check.right.mode)]
        : ["", ""];
    const covered = check ? [percent(check.coverage), `${check.cells}`] : ["", ""];
    return [name, kind, percent(missing / profile.rows), own ? `${own.filled}` : "", sure, ...found, ...covered];
  });
  return [[...heading, ...checked], ...rows].map((row) => (filled.check ? row : row.slice(0, heading.length)));
}

/** The check in one figure: squared error of numbers over that of their means, and coverage, over all hidden cells. */
export function checkSummary({ filled: { check } }: Pick<ImputationFacts, "filled">) {
  if (!check) return undefined;
  const columns = Object.values(check);
  const cells = columns.reduce((sum, column) => sum + column.cells, 0);
  const mean = (of: (column: (typeof columns)[number]) => number) =>
    columns.reduce((sum, column) => sum + column.cells * of(column), 0) / cells;
  const numbers = columns.filter(({ error }) => error && error.mean > 0);
  const kinds = columns.filter(({ right }) => right);
  const over = (of: typeof columns) => of.reduce((sum, column) => sum + column.cells, 0);
  return {
    cells,
    coverage: mean(({ coverage }) => coverage),
    ...(numbers.length
      ? {
          relativeError:
            numbers.reduce(
              (sum, { cells, error }) => sum + cells * ((error?.filled as number) / (error?.mean as number)) ** 2,
              0,
            ) / over(numbers),
        }
      : {}),
    ...(kinds.length
      ? {
          right: kinds.reduce((sum, { cells, right }) => sum + cells * (right?.filled as number), 0) / over(kinds),
          mode: kinds.reduce((sum, { cells, right }) => sum + cells * (right?.mode as number), 0) / over(kinds),
        }
      : {}),
  };
}

/** Sentences about the whole. */
export function sentences(facts: ImputationFacts): readonly string[] {
  const { filled, level, samples, run, file, out } = facts;
  const cells = filled.columns.reduce((sum, column) => sum + column.filled, 0);
  const check = checkSummary(facts);
  const level100 = Math.round(100 * level);
  return [
    `${counted(cells, "cell")} of ${counted(filled.gapped, "row")} filled: ${file} -> ${out.join(", ")}. Model: ${run}.`,
    `Of ${samples} draws of z, a row's weights are worth ${filled.effective.toFixed(0)} on average; near 1 the model is out of its depth.`,
    ...(check
      ? [
          `Checked on ${counted(check.cells, "cell")} that the model never saw: ${level100} % intervals hold the truth in ${percent(check.coverage)}.` +
            (check.relativeError === undefined
              ? ""
              : ` Squared error of numbers: ${check.relativeError.toFixed(3)} of that of filling in means.`) +
            (check.right === undefined
              ? ""
              : ` Kinds: ${percent(check.right)} right, ${percent(check.mode as number)} by the most frequent.`),
        ]
      : ["Nothing was hidden from the model, so that nothing says how good the filling is."]),
    ...(check?.relativeError !== undefined && check.relativeError > 1
      ? ["The model is worse than filling in means: do not use it for numbers here."]
      : []),
  ];
}

/** The report of a table without gaps. */
export const nothingMissing = (file: string): TableReport => ({
  title: `What was filled in ${file}`,
  sentences: ["Nothing is missing: the table is as it was."],
  tables: [],
});

/** The report for a person. */
export const imputationReport = (facts: ImputationFacts): TableReport => ({
  title: `What was filled in ${facts.file}`,
  sentences: sentences(facts),
  tables: [columnRows(facts)],
});

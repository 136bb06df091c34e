import { measures } from "@elbo/vae";
import type { Row, Spread } from "./summarise.ts";

/** "99.7", or over several seeds "99.7 (99.4-99.9)". */
export const formatSpread = ({ mean, low, high }: Spread, digits: number): string =>
  low === high ? mean.toFixed(digits) : `${mean.toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`;

/** What a cell shows: text, or a figure over seeds with its digits. */
export type Cell = string | { readonly spread: Spread; readonly digits: number; readonly suffix?: string };

/** A column of the table. */
export interface Column {
  readonly heading: (rows: readonly Row[]) => string;
  readonly meaning: string;
  readonly cell: (row: Row) => Cell;
  /** Shown with its range where there is little room, too. */
  readonly important?: true;
}

const text = (heading: string, meaning: string, cell: (row: Row) => Cell): Column => ({
  heading: () => heading,
  meaning,
  cell,
});

const figure = (
  heading: string,
  meaning: string,
  digits: number,
  spread: (row: Row) => Spread | undefined,
  suffix?: (row: Row) => string,
): Column =>
  text(heading, meaning, (row) => {
    const found = spread(row);
    return found ? { spread: found, digits, ...(suffix ? { suffix: suffix(row) } : {}) } : "-";
  });

/** "k=50 n=1000" when all rows with an NLL agree, so that the heading can say it for all. */
const measured = (rows: readonly Row[]): string | undefined => {
  const all = new Set(rows.flatMap(({ nll }) => (nll ? [`k=${nll.samples} n=${nll.examples}`] : [])));
  return all.size === 1 ? [...all][0] : undefined;
};

/** The columns, in order. */
export const columns: readonly Column[] = [
  text("data", "data set", (row) => row.data),
  text("variant", "combination of parts", (row) => row.variant),
  { ...figure("-ELBO", "nats per test example; lower is better", 2, (row) => row.negativeElbo), important: true },
  {
    ...figure(
      "NLL",
      "nats per test example by importance sampling with k samples, on the first n test examples: where n is not all of them, it is not to be set against -ELBO digit by digit",
      2,
      (row) => row.nll,
    ),
    heading: (rows) => ["NLL", measured(rows)].filter(Boolean).join(" "),
    important: true,
  },
  figure("bits/dim", "bits per pixel or token, from the NLL where there is one", 3, (row) => row.bitsPerDimension),
  figure("NLL/token", "text: nats per token, end marker counted", 3, (row) => row.perTokenNll),
  figure("reconstruction", "-log p(x|z), nats", 2, (row) => row.reconstruction),
  figure("KL", "KL(q(z|x) || p(z)), nats", 2, (row) => row.kl),
  figure(
    "active",
    "latent dimensions whose posterior mean varies (variance > 0.01)",
    0,
    (row) => row.activeUnits,
    (row) => `/${row.latentDimensions}${row.collapsed ? " collapsed" : ""}`,
  ),
  figure(
    "greedy %",
    "text: share of tokens reconstructed by greedy decoding",
    1,
    ({ greedyAccuracy: share }) => share && { mean: 100 * share.mean, low: 100 * share.low, high: 100 * share.high },
  ),
  text("parameters", "trained numbers", (row) => row.parameters.toLocaleString("en")),
  text("training", "epochs x training examples", (row) => `${row.epochs} x ${row.trainExamples.toLocaleString("en")}`),
  figure(
    "s/epoch",
    "seconds of training per epoch; * while other trainings ran beside it",
    1,
    (row) => row.secondsPerEpoch,
    (row) => (row.jobs > 1 ? "*" : ""),
  ),
  text("published", "number that the variant is measured against", (row) => row.published),
];

/** A cell as text, with the range over seeds or without. */
export function cellText(cell: Cell, ranges: boolean): string {
  if (typeof cell === "string") return cell;
  const { spread, digits, suffix = "" } = cell;
  return `${ranges ? formatSpread(spread, digits) : spread.mean.toFixed(digits)}${suffix}`;
}

/** A column for each figure of the measures that were asked for. */
const metricColumns = (rows: readonly Row[]): readonly Column[] =>
  [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics ?? {})))].map((name) => {
    const [measure = "", own = ""] = name.split(".");
    const [kind = "", sampler] = measure.split(" by ");
    const meaning = measures[kind]?.figures[own] ?? measure;
    const heading = sampler ? `${own}, ${sampler}` : own;
    return figure(heading, sampler ? `${meaning}; sampler: ${sampler}` : meaning, 3, ({ metrics }) => metrics?.[name]);
  });

/** Columns that say something for at least one row; those of measures last. */
export const usedColumns = (rows: readonly Row[]) =>
  [...columns, ...metricColumns(rows)].filter(({ cell }) =>
    rows.some((row) => !["-", "none"].includes(cellText(cell(row), false))),
  );

/** k and n of a row whose neighbours were measured otherwise. */
const unlike = (row: Row, rows: readonly Row[]) =>
  row.nll && !measured(rows) ? ` k=${row.nll.samples} n=${row.nll.examples}` : "";

/** What stands under a table with autoencoders; undefined where there is none. */
export function lawlessNote(rows: readonly Row[]): string | undefined {
  const names = [...new Set(rows.filter(({ lawless }) => lawless).map(({ variant }) => variant))];
  return names.length > 0
    ? `${names.join(", ")}: the posterior has no density, so there is neither a bound nor a KL divergence; curves show -log p(x, z).`
    : undefined;
}

/** The text of a row's cell in the company of others. */
export const shownCell = ({ cell, heading }: Column, row: Row, rows: readonly Row[], ranges: boolean): string =>
  `${cellText(cell(row), ranges)}${heading(rows) === "NLL" ? unlike(row, rows) : ""}`;

/** The table for a terminal: ranges over seeds for the bounds only, to keep it narrow; results.json has them all. */
export function textTable(rows: readonly Row[]): string {
  const used = usedColumns(rows);
  const cells = [
    used.map(({ heading }) => heading(rows)),
    ...rows.map((row) => used.map((column) => shownCell(column, row, rows, column.important ?? false))),
  ];
  const widths = used.map((_, i) => Math.max(...cells.map((line) => (line[i] as string).length)));
  const lines = cells.map((line) =>
    line
      .map((word, i) => word.padEnd(widths[i] as number))
      .join("  ")
      .trimEnd(),
  );
  const note = lawlessNote(rows);
  const rule = widths.map((w) => "-".repeat(w)).join("  ");
  return [lines[0], rule, ...lines.slice(1), ...(note ? ["", note] : [])].join("\n");
}

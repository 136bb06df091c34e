import type { Row, Spread } from "./summarise.ts";

/** "99.7", or over several seeds "99.7 (99.4-99.9)". */
export const formatSpread = ({ mean, low, high }: Spread, digits: number): string =>
  low === high ? mean.toFixed(digits) : `${mean.toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`;

/** The table's columns: heading, what it means, and the cell of a row. */
export const columns: readonly {
  readonly heading: string;
  readonly meaning: string;
  readonly cell: (row: Row) => string;
}[] = [
  { heading: "data", meaning: "data set", cell: (row) => row.data },
  { heading: "variant", meaning: "combination of parts", cell: (row) => row.variant },
  {
    heading: "-ELBO",
    meaning: "nats per test example; lower is better",
    cell: (row) => formatSpread(row.negativeElbo, 2),
  },
  {
    heading: "NLL",
    meaning:
      "nats per test example by importance sampling; k is the number of samples, n the examples it was measured on",
    cell: (row) => (row.nll ? `${formatSpread(row.nll, 2)} k=${row.nll.samples} n=${row.nll.examples}` : "-"),
  },
  {
    heading: "bits/dim",
    meaning: "bits per pixel or token, from the NLL where there is one",
    cell: (row) => formatSpread(row.bitsPerDimension, 3),
  },
  {
    heading: "NLL/token",
    meaning: "text: nats per token, end marker counted",
    cell: (row) => (row.perTokenNll ? formatSpread(row.perTokenNll, 3) : "-"),
  },
  { heading: "reconstruction", meaning: "-log p(x|z), nats", cell: (row) => formatSpread(row.reconstruction, 2) },
  { heading: "KL", meaning: "KL(q(z|x) || p(z)), nats", cell: (row) => formatSpread(row.kl, 2) },
  {
    heading: "active",
    meaning: "latent dimensions whose posterior mean varies (variance > 0.01)",
    cell: (row) => `${formatSpread(row.activeUnits, 0)}/${row.latentDimensions}${row.collapsed ? " collapsed" : ""}`,
  },
  {
    heading: "greedy",
    meaning: "text: share of tokens reconstructed by greedy decoding",
    cell: (row) => (row.greedyAccuracy ? `${(100 * row.greedyAccuracy.mean).toFixed(1)}%` : "-"),
  },
  { heading: "parameters", meaning: "trained numbers", cell: (row) => row.parameters.toLocaleString("en") },
  {
    heading: "training",
    meaning: "epochs x training examples",
    cell: (row) => `${row.epochs} x ${row.trainExamples.toLocaleString("en")}`,
  },
  { heading: "s/epoch", meaning: "seconds of training per epoch", cell: (row) => formatSpread(row.secondsPerEpoch, 1) },
  { heading: "published", meaning: "number that the variant is measured against", cell: (row) => row.published },
];

/** Columns that say something for at least one row. */
export const usedColumns = (rows: readonly Row[]) =>
  columns.filter(({ cell }) => rows.some((row) => !["-", "none"].includes(cell(row))));

/** The table for a terminal. */
export function textTable(rows: readonly Row[]): string {
  const used = usedColumns(rows);
  const cells = [used.map(({ heading }) => heading), ...rows.map((row) => used.map(({ cell }) => cell(row)))];
  const widths = used.map((_, i) => Math.max(...cells.map((line) => (line[i] as string).length)));
  const lines = cells.map((line) =>
    line
      .map((text, i) => text.padEnd(widths[i] as number))
      .join("  ")
      .trimEnd(),
  );
  return [lines[0], widths.map((w) => "-".repeat(w)).join("  "), ...lines.slice(1)].join("\n");
}

import type { Judgement, TableProfile } from "@elbo/tables";
import { counted } from "../output/counted.ts";
import type { TableReport } from "./table-pages.ts";

/** What a report of made-up rows tells. */
export interface SynthesisFacts {
  readonly file: string;
  readonly out: string;
  readonly run: string;
  readonly count: number;
  readonly profile: TableProfile;
  /** Absent when no rows were held out. */
  readonly judgement?: Judgement;
}

const share = (value: number) => value.toFixed(3);
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

/** Rows of text about each column; the first row is the heading. */
export function columnRows({ profile, judgement }: SynthesisFacts): readonly (readonly string[])[] {
  const heading = ["column", "type", "distance, made up", "distance, held out"];
  const rows = profile.columns.map(({ name, type, left }) => {
    const own = judgement?.marginals[name];
    const kind = typeof type === "object" ? "ordinal" : (type ?? `left: ${left}`);
    return [name, kind, own ? share(own.synthetic) : "", own ? share(own.heldOut) : ""];
  });
  return [heading, ...rows].map((row) => (judgement ? row : row.slice(0, 2)));
}

/** Sentences about the whole. */
export function sentences({ file, out, run, count, judgement }: SynthesisFacts): readonly string[] {
  const first = `${counted(count, "row")} made up after ${file}: ${out}. Model: ${run}.`;
  if (!judgement) return [first, "No rows were held out, so that nothing says how good they are, or how private."];
  const { associations, privacy, utility } = judgement;
  const { synthetic, heldOut, closerToTraining, copies, copiesByChance } = privacy;
  return [
    first,
    "Distances of columns are Kolmogorov and Smirnov's for numbers and total variation for kinds, between the training rows and the made-up ones; those of held-out real rows say what chance alone does.",
    `Associations of two columns differ by ${share(associations.synthetic)} on average (held-out rows: ${share(associations.heldOut)}), most between ${associations.worst.join(" and ")}.`,
    `Closest training row: at a distance of ${share(synthetic.median)} (5 % within ${share(synthetic.low)}) from made-up rows, ${share(heldOut.median)} (${share(heldOut.low)}) from held-out ones. Of made-up rows ${percent(closerToTraining)} are closer to a training row than to a held-out one; 50 % when nothing leaks. Copies of training rows: ${copies}, ${percent(copies / count)}; of held-out rows ${percent(copiesByChance)} are one by chance.`,
    ...(utility
      ? [
          `Telling ${utility.target} (${utility.classes} classes) on held-out real rows: taught by real rows ${percent(utility.realAccuracy)} right, by made-up ones ${percent(utility.syntheticAccuracy)}, always the most frequent ${percent(utility.plainAccuracy)}.`,
        ]
      : []),
    "Rows that are not copies may still give persons away: this is no proof of privacy.",
  ];
}

/** The report for a person. */
export const synthesisReport = (facts: SynthesisFacts): TableReport => ({
  title: `Rows made up after ${facts.file}`,
  sentences: sentences(facts),
  tables: [columnRows(facts)],
});

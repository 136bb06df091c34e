import { pngSize } from "@elbo/datasets";
import type { Field, Named, Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { csvCell } from "../output/csv-cell.ts";
import { asPictures } from "../pictures/picture-examples.ts";

/** Scores of examples by name, `[example]` each: the higher, the less like the training data. */
export type ScoreColumns = Named<Float64Array>;

/** What scores are made with. */
export interface AnomalyOptions {
  readonly importance: number;
  readonly seed: bigint;
  /** The number of the first example, where they come in blocks. */
  readonly first?: number;
  /** -log p(x) that training examples have on average, nats: what typical ones come close to. */
  readonly entropy: number;
  /** A model of what is common to all data, likely or not. */
  readonly background?: Vae | undefined;
  readonly signal: AbortSignal;
}

/** How little a model expected examples, `[example]` each, nats. */
export interface Surprise {
  readonly negativeElbo: Float64Array;
  /** By importance samples, or the bound where none are taken. */
  readonly nll: Float64Array;
}

const isPicture = ({ shape, support }: Field) =>
  shape.length === 3 && (shape[2] === 1 || shape[2] === 3) && (support === "unit" || support === "binary");

/** What a model makes of examples. */
export async function surpriseOf(
  vae: Vae,
  examples: Named<Numbers>,
  how: Pick<AnomalyOptions, "importance" | "seed" | "first" | "signal"> & {
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<Surprise> {
  const { negativeElbo, nll } = await vae.score(examples, how);
  return { negativeElbo, nll: nll ?? negativeElbo };
}

/** Mean surprise of training examples, an estimate of the entropy of the model's data, nats. */
export const typicalSurprise = ({ nll }: Surprise): number => nll.reduce((a, b) => a + b, 0) / nll.length;

/** The scores that `anomalyScores` gives, known before any is made. */
export const scoreNames = (
  { dataset }: Pick<Vae, "dataset">,
  { importance, background }: { readonly importance: number; readonly background: boolean },
): readonly string[] => [
  "negativeElbo",
  ...(importance > 0 ? ["nll"] : []),
  "typicality",
  ...(isPicture(dataset.fields.x as Field) ? ["complexity"] : []),
  ...(background ? ["ratio"] : []),
];

/**
 * Scores by which examples may be called anomalies, from what the model makes of them, nats:
 *   negativeElbo, nll      the model's own;
 *   typicality             |nll - entropy| (Nalisnick et al. 2019b): what is too likely is not typical, either;
 *   complexity             nll - the bits of its PNG (Serra et al. 2020), for pictures: what is simple is likely under any model;
 *   ratio                  nll - nll of the background model (Ren et al. 2019), where there is one.
 */
export async function anomalyScores(
  vae: Vae,
  examples: Named<Numbers>,
  { negativeElbo, nll }: Surprise,
  { entropy, background, ...how }: AnomalyOptions,
): Promise<ScoreColumns> {
  const other = background && (await surpriseOf(background, examples, how));
  const sizes = isPicture(vae.dataset.fields.x as Field)
    ? asPictures(vae, examples.x as Numbers).map((picture) => 8 * Math.LN2 * pngSize(picture))
    : undefined;
  return {
    negativeElbo,
    ...(how.importance > 0 ? { nll } : {}),
    typicality: nll.map((v) => Math.abs(v - entropy)),
    ...(sizes ? { complexity: nll.map((v, i) => v - (sizes[i] as number)) } : {}),
    ...(other ? { ratio: nll.map((v, i) => v - (other.nll[i] as number)) } : {}),
  };
}

/** A row an example: its name, its scores. */
export function scoreCsv(names: readonly string[], columns: ScoreColumns, anomalies?: readonly boolean[]): string {
  const head = ["example", ...Object.keys(columns), ...(anomalies ? ["anomaly"] : [])];
  const rows = names.map((name, i) => [
    csvCell(name),
    ...Object.values(columns).map((values) => (values[i] as number).toFixed(4)),
    ...(anomalies ? [anomalies[i] ? "1" : "0"] : []),
  ]);
  return `${[head, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}

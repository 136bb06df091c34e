import type { Vae } from "@elbo/vae";
import type { ExampleSource } from "../examples/example-source.ts";
import { type AnomalyOptions, anomalyScores, type ScoreColumns, surpriseOf } from "./anomaly-scores.ts";

/** Examples in memory at a time. */
const CHUNK = 500;

/** Scores of all examples of a source, some at a time, so that thousands take no more memory than a few. */
export async function scoreSource(
  vae: Vae,
  source: ExampleSource,
  { onProgress, ...how }: AnomalyOptions & { readonly onProgress?: (done: number, total: number) => void },
): Promise<ScoreColumns> {
  const total = source.names.length;
  const found: Record<string, Float64Array> = {};
  for (let first = 0; first < total; first += CHUNK) {
    const examples = await source.read(first, Math.min(CHUNK, total - first));
    const own = { ...how, first };
    const surprise = await surpriseOf(vae, examples, {
      importance: how.importance,
      seed: how.seed,
      signal: how.signal,
      first,
      onProgress: (done) => onProgress?.(first + done, total),
    });
    for (const [name, values] of Object.entries(await anomalyScores(vae, examples, surprise, own))) {
      found[name] ??= new Float64Array(total);
      found[name].set(values, first);
    }
  }
  return found;
}

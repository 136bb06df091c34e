import type { BenchProgress, Place } from "@elbo/bench";
import { sharedLine } from "./shared-line.ts";
import type { StatusLine } from "./status-line.ts";
import { statusLine } from "./status-line.ts";
import { trainingProgress } from "./training-progress.ts";

/** Shows a benchmark: a line when a cell begins, its training below, or, of several at once, side by side. */
export function benchProgress(
  out: NodeJS.WriteStream,
  atOnce: number,
): { readonly progress: BenchProgress; stop(): void } {
  const shared = sharedLine(out);
  const views = new Map<
    number,
    { readonly line: StatusLine; readonly training: ReturnType<typeof trainingProgress> }
  >();
  const view = ({ index, total }: Place) => {
    const found = views.get(index);
    if (found) return found;
    const line = atOnce > 1 ? shared.part(`[${index + 1}/${total}]`) : statusLine(out);
    const made = { line, training: trainingProgress(out, undefined, line) };
    views.set(index, made);
    return made;
  };
  const end = (index: number) => {
    views.get(index)?.line.clear();
    views.delete(index);
  };
  return {
    progress: {
      onCell: ({ variant, data, seed }, { index, total, known }) => {
        const state = known ? "done before" : "training";
        shared.say(`${atOnce > 1 ? "" : "\n"}[${index + 1}/${total}] ${variant} on ${data}, seed ${seed}: ${state}`);
      },
      onTraining: (training, place) => view(place).training.onProgress(training),
      onEvaluation: (done, total, place) => view(place).line.show(`evaluating ${done} of ${total}`),
      onEnd: ({ index }) => end(index),
    },
    stop: () => {
      for (const index of [...views.keys()]) end(index);
    },
  };
}

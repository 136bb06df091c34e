// Whole epochs of the shipped trainer (shuffle, binarise, optimise, log, validate, save) over their bare gradient steps.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "./model.mjs";
import { sum } from "./observe.mjs";

/** One entry per epoch after the first: { whole, gradients, validation, steps }, milliseconds. */
export async function epochs(count, { sessions }, now) {
  const vae = await create({ epochs: count + 1 });
  const folder = mkdtempSync(join(tmpdir(), "elbo-epochs-"));
  const marks = [];
  const onProgress = ({ event }) => {
    if (event === "checkpoint") marks.push({ now: now(), runs: sessions.map(({ runs }) => runs.length) });
  };
  try {
    await vae.train({ root: folder, onProgress });
  } finally {
    rmSync(folder, { recursive: true });
    await vae.close();
  }
  const found = marks.slice(1).map((mark, i) => {
    const before = marks[i];
    const parts = sessions.map(({ runs }, s) => runs.slice(before.runs[s] ?? 0, mark.runs[s] ?? 0));
    const [training, validation] = parts.sort((a, b) => b.length - a.length);
    return {
      whole: mark.now - before.now,
      gradients: sum(training),
      steps: training.length,
      validation: sum(validation ?? []),
    };
  });
  return found.filter(({ steps }) => steps > 0); // the end is saved once more
}

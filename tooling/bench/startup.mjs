// From the start of the process to the loss of the first training step.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startContender } from "./contender-process.mjs";
import { table } from "./engines-page.mjs";
import { models } from "./models.mjs";
import { median } from "./ratios.mjs";

const shown = (value) => (value < LIMIT_S ? value.toFixed(1) : `over ${LIMIT_S}`);

const names = ["elbo", "PyTorch", "PyTorch compiled", "JAX", "TensorFlow", "tfjs-node"];
const chosen = ["dense", "gru"];

/** Compiling for longer than this is told as such. */
const LIMIT_S = 120;

/** Seconds to the first step's loss; Infinity beyond the limit. */
async function seconds({ name, command }, args, env) {
  const contender = startContender(name, command, { args, threads: 1, env });
  const late = new AbortController();
  const limit = setTimeout(1000 * LIMIT_S, Number.POSITIVE_INFINITY, { signal: late.signal }).catch(() => {});
  try {
    return await Promise.race([contender.ready.then(({ firstStep }) => firstStep / 1000), limit]);
  } finally {
    late.abort();
    await contender.stop();
  }
}

/** Measures: { markdown }. Caches of compiled code go into a folder of their own, empty at first. */
export async function startup({ contender, quick, report }) {
  const rows = [];
  for (const model of quick ? chosen.slice(0, 1) : chosen) {
    for (const name of names) {
      const cache = mkdtempSync(join(tmpdir(), "elbo-start-"));
      const env = { TORCHINDUCTOR_CACHE_DIR: cache, XDG_CACHE_HOME: cache };
      try {
        const entry = contender(name);
        if (entry === undefined) continue;
        report(`start-up, ${model}, ${name}`);
        const times = [];
        while (times.length < 3 && times.at(-1) !== Number.POSITIVE_INFINITY)
          times.push(await seconds(entry, ["--model", model], env));
        const [cold, ...warm] = times;
        rows.push([models[model].title, name, shown(cold), warm.length === 2 ? shown(median(warm)) : "-"]);
      } finally {
        rmSync(cache, { recursive: true, force: true });
      }
    }
  }
  return {
    markdown: `## Start-up

Seconds from the start of the process to the loss of the first step, one thread: imports, data, tracing or compiling, one step. Cold is the first
process, its caches of compiled code empty; warm is the median of the next two. Files are in the system's memory either way.

${table(["model", "", "cold, s", "warm, s"], rows)}
`,
  };
}

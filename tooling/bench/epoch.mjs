// A whole epoch of MNIST through `elbo train` over its bare gradients and Adam steps.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configOf } from "../peers/elbo-configs.mjs";
import { must } from "../run.mjs";
import { cores, startContender } from "./contender-process.mjs";
import { shown, table } from "./engines-page.mjs";
import { ratio, spread } from "./ratios.mjs";

const main = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const STEPS = Math.floor(60_000 / 128);
const sizes = { pixels: 784, hidden: 500, depth: 2, latent: 20, batch: 128 };

/** Seconds of `elbo train` with that many epochs: shuffled, binarised, logged, validated on 10,000 digits, saved. */
async function seconds(epochs, threads, folder) {
  const { training, ...config } = configOf("dense", sizes, { engine: "onnx", seed: 0 });
  const { batch, optimiser } = training;
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify({ ...config, training: { batch, optimiser, epochs, validate: { on: "test" } } }));
  const pin = process.platform === "linux" ? ["taskset", "-c", cores(threads)] : [];
  const [command, ...args] = [...pin, process.execPath, main, "train", file, "--runs", folder];
  const began = performance.now();
  await must(command, args, { env: { ELBO_THREADS: String(threads), ELBO_REQUIRE: "onnx" } });
  return (performance.now() - began) / 1000;
}

/** Measures with 1 and 2 threads: { markdown }. */
export async function epoch({ quick, report }) {
  const rows = [];
  for (const threads of quick ? [1] : [1, 2]) {
    const folder = mkdtempSync(join(tmpdir(), "elbo-epoch-"));
    const command = [process.execPath, ["elbo-bare-steps.mjs"]];
    const bare = startContender("bare steps", command, { args: ["--model", "dense"], threads });
    const [whole, steps] = [[], []];
    try {
      await bare.ready;
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        report(`epoch, ${threads} threads, round ${round + 1}`);
        steps.push(((await bare.turn(2000)).median * STEPS) / 1000);
        // Three epochs less one: start-up is in both.
        const one = await seconds(1, threads, folder);
        whole.push(((await seconds(3, threads, folder)) - one) / 2);
      }
    } finally {
      await bare.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    rows.push([threads, shown(spread(whole), 2), shown(spread(steps), 2), shown(ratio(whole, steps), 2)]);
  }
  return {
    markdown: `## A whole epoch

\`elbo train\` on MNIST, dense 784-500-500-20, batch 128: the digits shuffled and binarised anew, ${STEPS} steps, log lines, validation on the
10,000 test digits, checkpoints. Half of what three epochs take longer than one, so start-up is not in it. Beside it the
time of ${STEPS} bare steps on one batch: noise, gradient, Adam. Seconds; at most 1.25 is wanted.

${table(["threads", "whole epoch", "bare steps", "ratio"], rows)}
`,
  };
}

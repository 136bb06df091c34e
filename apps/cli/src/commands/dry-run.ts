import type { Vae } from "@elbo/vae";
import { table } from "../terminal/table.ts";
import { clock } from "../terminal/training-progress.ts";

/** Shows what a training would be: shapes, parameters, memory, minutes (from timed steps). Trains nothing that stays. */
export async function dryRun(vae: Vae, json: boolean): Promise<void> {
  const { secondsPerStep, steps } = await vae.rehearse();
  const fields = Object.entries(vae.dataset.fields).map(([name, { shape, dtype, support }]) => [
    name,
    `[${shape.join(", ")}]`,
    dtype,
    support,
  ]);
  const memory = vae.parameters * 4 * 4;
  const facts = {
    train: vae.dataset.splits.train.length,
    test: vae.dataset.splits.test.length,
    latents: vae.latents,
    parameters: vae.parameters,
    parameterBytes: memory,
    steps,
    secondsPerStep,
    minutes: (secondsPerStep * steps) / 60,
    engine: vae.engine.name,
  };
  if (json) return void process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
  process.stdout.write(`${table([["field", "shape", "type", "holds"], ...fields])}

latents     ${vae.latents.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join("  ")}
examples    ${facts.train.toLocaleString("en")} to train, ${facts.test.toLocaleString("en")} to test
parameters  ${facts.parameters.toLocaleString("en")} (${(memory / 2 ** 20).toFixed(1)} MiB with gradients and two moments)
steps       ${steps.toLocaleString("en")} at ${(1000 * secondsPerStep).toFixed(1)} ms on engine ${facts.engine}: about ${clock(secondsPerStep * steps)}
`);
}

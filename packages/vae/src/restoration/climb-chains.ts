import type { Named, Numbers } from "@elbo/spec";
import { damagedProgram } from "../programs/restoration-programs.ts";
import type { Session } from "../session/session.ts";
import type { DamagedBatch } from "./damaged-batch.ts";
import type { NamedCorruption } from "./open-corruption.ts";
import { type Chains, latentInputs, showChains } from "./seed-chains.ts";

/** Adam's steps up log p(z) + log p(y|z) from where the chains were seeded: each ends near a mode. Gives their mean picture. */
export async function climbChains(
  session: Session,
  batch: DamagedBatch,
  corruption: NamedCorruption,
  start: Chains,
  { chains, steps, rate }: { readonly chains: number; readonly steps: number; readonly rate: number },
): Promise<Named<Numbers>> {
  const latents = latentInputs(session, [chains, batch.size]);
  const request = () => ({
    program: damagedProgram(session.assembled.parts, corruption.law),
    signature: {
      inputs: { ...batch.signature, ...latents },
      training: false,
      gradients: [{ of: "objective", inputs: Object.keys(latents) }],
    },
  });
  const z = Object.fromEntries(Object.entries(start).map(([name, values]) => [name, values.slice()]));
  const [first, second] = [0, 1].map(() =>
    Object.fromEntries(Object.entries(z).map(([name, { length }]) => [name, new Float64Array(length)])),
  ) as [Record<string, Float64Array>, Record<string, Float64Array>];
  for (let step = 1; step <= steps; step++) {
    const name = `restore/moves/${chains}/${batch.size}/${corruption.name}`;
    const out = await session.run(name, request, { ...batch.inputs, ...z }, { seed: 0n, step: 0 });
    for (const [site, values] of Object.entries(z)) {
      const gradient = out[`gradient/${site}`] as Float32Array;
      const [m, v] = [first[site] as Float64Array, second[site] as Float64Array];
      for (let i = 0; i < values.length; i++) {
        const g = gradient[i] as number;
        m[i] = 0.9 * (m[i] as number) + 0.1 * g;
        v[i] = 0.999 * (v[i] as number) + 0.001 * g * g;
        const length = Math.sqrt((v[i] as number) / (1 - 0.999 ** step)) + 1e-8;
        values[i] = (values[i] as number) + (rate * ((m[i] as number) / (1 - 0.9 ** step))) / length;
      }
    }
  }
  return showChains(session, batch, corruption, z, { seed: 0n, step: 0 });
}

import { fillNoise } from "@elbo/program";
import type { Named } from "@elbo/spec";

/** Where every chain stands: latents `[chain, size]` by site, and what the target says of them. */
export interface Standing {
  readonly z: Named<Float32Array>;
  /** log density of the target, up to a constant, `[chain]`. */
  readonly log: Float64Array;
  /** log p(x|z), `[chain]`. */
  readonly likelihood: Float64Array;
  /** Gradient of the log density, as z. */
  readonly gradient: Named<Float32Array>;
}

/** Asks the model about latents. */
export type Ask = (z: Named<Float32Array>) => Promise<Standing>;

/** How a move is made. */
export interface MoveOptions {
  readonly leapfrogs: number;
  /** Step size of each chain, `[chain]`: made longer where a move is taken, shorter where not. */
  readonly sizes: Float64Array;
  /** By how much; default 0.02, 2 %. */
  readonly adaptation?: number;
  readonly seed: bigint;
  readonly step: number;
}

const kinetic = (momentum: Named<Float32Array>, chains: number): Float64Array => {
  const sums = new Float64Array(chains);
  for (const values of Object.values(momentum)) {
    const size = values.length / chains;
    for (let i = 0; i < values.length; i++) {
      const chain = Math.floor(i / size);
      sums[chain] = (sums[chain] as number) + 0.5 * (values[i] as number) ** 2;
    }
  }
  return sums;
};

/**
 * One Hamiltonian move of all chains, each taken or refused by itself (Neal 2011, section 3.2): momentum ~ N(0, I), leapfrog
 * steps, taken with probability min(1, exp(H_old - H_new)). It leaves the target as it is; the step sizes adapt as in Wu et
 * al. 2017, section 3.
 */
export async function hamiltonianMove(from: Standing, ask: Ask, options: MoveOptions): Promise<Standing> {
  const { leapfrogs, sizes, adaptation = 0.02, seed, step } = options;
  const chains = from.log.length;
  const momentum = Object.fromEntries(
    Object.entries(from.z).map(([site, values]) => {
      const noise = new Float32Array(values.length);
      fillNoise(noise, { law: "normal" }, { seed, step, path: `ais/momentum/${site}` });
      return [site, noise];
    }),
  );
  const before = kinetic(momentum, chains);
  /** values += scale * size of the chain * by */
  const push = (values: Float32Array, by: Float32Array, scale: number) => {
    const size = values.length / chains;
    for (let i = 0; i < values.length; i++) {
      const length = scale * (sizes[Math.floor(i / size)] as number);
      values[i] = (values[i] as number) + length * (by[i] as number);
    }
  };
  const each = (visit: (site: string) => void) => Object.keys(momentum).forEach(visit);
  let there = from;
  for (let i = 0; i < leapfrogs; i++) {
    const z = Object.fromEntries(Object.entries(there.z).map(([site, values]) => [site, values.slice()]));
    each((site) => {
      push(momentum[site] as Float32Array, there.gradient[site] as Float32Array, 0.5);
      push(z[site] as Float32Array, momentum[site] as Float32Array, 1);
    });
    const next = await ask(z);
    each((site) => push(momentum[site] as Float32Array, next.gradient[site] as Float32Array, 0.5));
    there = next;
  }
  const after = kinetic(momentum, chains);
  const chance = new Float32Array(chains);
  fillNoise(chance, { law: "uniform" }, { seed, step, path: "ais/accept" });
  const taken = Array.from(chance, (u, chain) => {
    const gain =
      (there.log[chain] as number) - (after[chain] as number) - (from.log[chain] as number) + (before[chain] as number);
    const accepted = Math.log(u) < gain; // false where it is not a number
    sizes[chain] = (sizes[chain] as number) * (accepted ? 1 + adaptation : 1 - adaptation);
    return accepted;
  });
  const choose = <T extends Float32Array | Float64Array>(kept: T, moved: T): T => {
    const size = kept.length / chains;
    return moved.map((v, i) => (taken[Math.floor(i / size)] ? v : (kept[i] as number))) as T;
  };
  const chooseAll = (kept: Named<Float32Array>, moved: Named<Float32Array>) =>
    Object.fromEntries(Object.keys(kept).map((s) => [s, choose(kept[s] as Float32Array, moved[s] as Float32Array)]));
  return {
    z: chooseAll(from.z, there.z),
    log: choose(from.log, there.log),
    likelihood: choose(from.likelihood, there.likelihood),
    gradient: chooseAll(from.gradient, there.gradient),
  };
}

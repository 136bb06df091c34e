import type { Numbers } from "@elbo/spec";
import { relativeWeights } from "../relative-weights.ts";
import { resample } from "../resample.ts";

/** A line of which some tokens are hidden. */
export interface HiddenLine {
  /** `[time]`, end included; those that are hidden may be anything. */
  readonly tokens: Int32Array;
  /** `[time]`: 1 where a token is seen, 0 where it is hidden. */
  readonly mask: ArrayLike<number>;
}

/** A decoder that goes token by token, at as many lines as there are particles. */
export interface Steps {
  /** log p(x_t = k|x_<t, z) `[particle, category]`, nats, `previous` `[particle]` being x_t-1 (anything at first). */
  next(previous: Int32Array, index: number): Promise<Numbers>;
  /** Lets particle i go on from where particle `from[i]` stands. */
  branch(from: Int32Array): void;
}

/** Weighted lines: sums over them estimate sums over the law that they were grown for, its constant included. */
export interface Particles {
  /** `[particle, time]` */
  readonly tokens: Int32Array;
  /** `[particle]`, nats. */
  readonly logWeights: Float64Array;
}

/** How many equal weights such weights are worth: (sum w)^2 / sum w^2 (Kish). */
export function worthOf(logWeights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (const weight of relativeWeights(logWeights)) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** log of the mean of e^x. */
function logMean(logs: Float64Array): number {
  const largest = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
}

/** A symbol k >= `first` with probability proportional to e^scores[k], and the log of their sum. */
function drawSymbol(scores: Numbers, first: number, uniform: number): { readonly token: number; readonly log: number } {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = first; k < scores.length; k++) largest = Math.max(largest, scores[k] as number);
  let total = 0;
  for (let k = first; k < scores.length; k++) total += Math.exp((scores[k] as number) - largest);
  let [token, left] = [first, uniform * total];
  for (; token < scores.length - 1; token++) {
    left -= Math.exp((scores[token] as number) - largest);
    if (left < 0) break;
  }
  return { token, log: largest + Math.log(total) };
}

/**
 * A particle filter over one line (Gordon et al. 1993): every particle has latents z of its own and goes from left to right. A seen
 * token weighs it by p(x_t|x_<t, z); a hidden one is drawn from that law among symbols (tokens >= `first`), and weighs it by their
 * mass. Where few particles have most of the weight and something hidden is still ahead, they are resampled. With
 * `logWeights` = log p(z) / q(z) the particles stand for p(z) p(x, x's hidden tokens are symbols|z) at the seen tokens.
 */
export async function growParticles(
  steps: Steps,
  { tokens: seen, mask }: HiddenLine,
  {
    logWeights,
    first,
    uniform,
  }: { readonly logWeights: ArrayLike<number>; readonly first: number; readonly uniform: () => number },
): Promise<Particles> {
  const [count, time] = [logWeights.length, seen.length];
  let tokens = new Int32Array(count * time);
  const logs = Float64Array.from(logWeights);
  let previous = new Int32Array(count);
  const lastHidden = Array.from(mask).lastIndexOf(0);
  for (let t = 0; t < time; t++) {
    const scores = await steps.next(previous, t);
    const categories = scores.length / count;
    const now = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const own = scores.subarray(i * categories, (i + 1) * categories);
      const known = seen[t] as number;
      const { token, log } =
        mask[t] === 0 ? drawSymbol(own, first, uniform()) : { token: known, log: own[known] as number };
      logs[i] = (logs[i] as number) + log;
      now[i] = token;
      tokens[i * time + t] = token;
    }
    previous = now;
    if (t >= lastHidden || worthOf(logs) >= count / 2) continue;
    const from = resample(logs, count, uniform());
    const before = tokens;
    tokens = new Int32Array(before.length);
    for (let i = 0; i < count; i++) {
      const ancestor = from[i] as number;
      tokens.set(before.subarray(ancestor * time, (ancestor + 1) * time), i * time);
    }
    previous = from.map((ancestor) => now[ancestor] as number);
    logs.fill(logMean(logs));
    steps.branch(from);
  }
  return { tokens, logWeights: logs };
}

// A mixture of two linear Gaussians whose every figure is known: s in {0, 1} alike, z ~ N(m_s, I_2), x = W z + V_s + b + noise e,
// columns of W at right angles. So p(x) is a mixture of two Gaussians of one covariance, q(s|x) has logits linear in x, and
// q(z|x, s) is a diagonal Gaussian with a mean linear in x and s.
import { exactLogLikelihood, type LinearGaussian } from "@elbo/datasets";
import { createArena, readParam } from "@elbo/engine";
import type { Engine } from "@elbo/spec";
import { builtInParts } from "../../all.ts";
import { assemble } from "../../assembly/assemble.ts";
import { parseConfig } from "../../config/parse-config.ts";
import { conditionOn, solve } from "../../imputation/fakes/gaussian-condition.ts";
import { createRegistry } from "../../registry/registry.ts";
import { createSession, type Session } from "../../session/session.ts";

export const SIZE = 5;
const NOISE = 0.5;
/** Columns of W. */
const columns = [
  [0.8, 0.6, 0, 0.5, 0],
  [-0.6, 0.8, 0, 0, 0.7],
] as const;
const bias = [0.3, -0.2, 0.1, 0, 0.4];
/** m_s and V_s. */
const means = [
  [-1.5, 0.5],
  [1, -0.5],
] as const;
const offsets = [
  [0, 0.5, -1.5, 0, 0.5],
  [0.3, 0, 1.5, -0.4, 0],
] as const;
const components = [0, 1] as const;

const each = <T>(of: (i: number) => T): T[] => Array.from({ length: SIZE }, (_, i) => of(i));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, v, i) => sum + v * (b[i] as number), 0);
const weights = Float64Array.from(each((i) => [columns[0][i], columns[1][i]] as number[]).flat()); // [x, latent]

/** p(x|s) = N(centre_s, W W' + noise^2 I). */
const laws = components.map((s): LinearGaussian => {
  const centre = each(
    (i) =>
      (bias[i] as number) +
      (offsets[s][i] as number) +
      columns.reduce((sum, w, k) => sum + (w[i] as number) * (means[s][k] as number), 0),
  );
  return { weights, bias: Float64Array.from(centre), noise: NOISE };
});
const lawOf = (s: number) => laws[s] as LinearGaussian;

/** log p(x|s) of the elements that are seen, nats. */
function logDensity(s: number, x: ArrayLike<number>, seen: ArrayLike<number>): number {
  const kept = each((i) => i).filter((i) => seen[i]);
  const part: LinearGaussian = {
    weights: Float64Array.from(kept.flatMap((i) => [weights[2 * i], weights[2 * i + 1]] as number[])),
    bias: Float64Array.from(kept, (i) => lawOf(s).bias[i] as number),
    noise: NOISE,
  };
  return exactLogLikelihood(
    kept.map((i) => x[i] as number),
    part,
  );
}

/** log p(x) and p(s|x) of what is seen of x, exactly. */
export function exactMixture(x: ArrayLike<number>, seen: ArrayLike<number> = each(() => 1)) {
  const joint = components.map((s) => Math.log(0.5) + logDensity(s, x, seen));
  const peak = Math.max(...joint);
  const evidence = peak + Math.log(joint.reduce((sum, v) => sum + Math.exp(v - peak), 0));
  return { evidence, responsibilities: joint.map((v) => Math.exp(v - evidence)) };
}

/** The law of each missing element given what is seen: a mixture of two Gaussians; by component, NaN where seen. */
export function missingLaw(x: ArrayLike<number>, seen: ArrayLike<number>) {
  const { responsibilities } = exactMixture(x, seen);
  const parts = components.map((s) => conditionOn(lawOf(s), x, seen));
  return { responsibilities, means: parts.map(({ mean }) => mean), variances: parts.map(({ variance }) => variance) };
}

/** x of one example from standard normals: s by the sign of the first, then z, then noise. */
export function drawExample(normals: ArrayLike<number>): number[] {
  const s = (normals[0] as number) < 0 ? 0 : 1;
  const z = [0, 1].map((k) => (means[s][k] as number) + (normals[1 + k] as number));
  return each((i) => {
    const along = columns.reduce((sum, w, k) => sum + (w[i] as number) * (z[k] as number), 0);
    return (bias[i] as number) + (offsets[s][i] as number) + along + NOISE * (normals[3 + i] as number);
  });
}

const registry = createRegistry(builtInParts);
const linear = { kind: "dense", hidden: [] };
/** Its data has the right shape only; `over` replaces parts. */
export const mixtureConfig = (over: object = {}, component: object = {}) => ({
  data: { kind: "linear-gaussian", size: SIZE, latents: 2, train: 10, test: 10 },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: NOISE } },
  latents: {
    kind: "mixture",
    component: { kind: "gumbel-softmax", variables: 1, classes: 2, ...component },
    dimension: 2,
  },
  decoder: { ...linear, late: ["s"] },
  encoder: linear,
  loss: { kind: "summed" },
  training: { steps: 1 },
  ...over,
});

/** By parameter's path, the law above and its exact posterior; q(s|x) with logits `sure` times theirs, q(z|x, s) `wider` in log-variance. */
export function exactValues({ sure = 1, wider = 0 } = {}): Record<string, readonly number[]> {
  const variances = columns.map((w) => 1 / (1 + dot(w, w) / NOISE ** 2));
  const slope = (i: number, k: 0 | 1) => ((variances[k] as number) * columns[k][i as 0]) / NOISE ** 2;
  /** What q(z|x, s) adds for a component, by latent. */
  const pull = (s: 0 | 1, k: 0 | 1) => {
    const shift = each((i) => offsets[s][i as 0] + (bias[i] as number));
    return (variances[k] as number) * (means[s][k] - dot(columns[k], shift) / NOISE ** 2);
  };
  const covariance = each((i) =>
    each((j) => columns.reduce((sum, w) => sum + (w[i] as number) * (w[j] as number), i === j ? NOISE ** 2 : 0)),
  );
  const logits = components.map((s) => solve(covariance, Array.from(lawOf(s).bias)));
  return {
    "decoder/net/heads/mean/weight": [...columns.flat(), ...offsets.flat()], // [z then s, x]
    "decoder/net/heads/mean/bias": bias,
    "prior/z/heads/mean/weight": means.flat(), // [s, latent]
    "prior/z/heads/mean/bias": [0, 0],
    "encoder/net/heads/s.logits/weight": each((i) => logits.map((row) => sure * (row[i] as number))).flat(), // [x, s]
    "encoder/net/heads/s.logits/bias": components.map((s) => -0.5 * sure * dot(logits[s] as number[], lawOf(s).bias)),
    "encoder/net/heads/z.hidden/weight": each((i) => [slope(i, 0), slope(i, 1)]).flat(), // [x, latent]
    "encoder/net/heads/z.hidden/bias": [0, 0],
    "encoder/posterior/z/heads/mean/weight": [1, 0, 0, 1, ...components.flatMap((s) => [pull(s, 0), pull(s, 1)])],
    "encoder/posterior/z/heads/mean/bias": [0, 0],
    "encoder/posterior/z/heads/log-variance/weight": new Array(8).fill(0),
    "encoder/posterior/z/heads/log-variance/bias": variances.map((v) => Math.log(v) + wider),
  };
}

/** A session with those values, or with those that `change` makes of them. */
export async function openMixture(
  engine: Engine,
  {
    config = mixtureConfig(),
    values = exactValues(),
  }: { readonly config?: object; readonly values?: Record<string, readonly number[]> } = {},
): Promise<Session> {
  const assembled = await assemble(parseConfig(config, registry), registry);
  const arena = createArena(assembled.tree);
  const paths = arena.entries.map(({ path }) => path);
  const stray = [
    ...paths.filter((path) => !(path in values)),
    ...Object.keys(values).filter((path) => !paths.includes(path)),
  ];
  if (stray.length > 0) throw new RangeError(`parameters do not match: ${stray.join(", ")}`);
  for (const [path, own] of Object.entries(values)) readParam(arena, path).set(own);
  return createSession(assembled, engine, arena);
}

import type { Named, Numbers } from "@elbo/spec";
import { drawnProgram } from "../programs/generation-program.ts";
import { decoderSequence, lookupProgram, priorSequence } from "../programs/sequential-programs.ts";
import type { Session } from "../session/session.ts";
import { sizeClass } from "../session/size-class.ts";
import { type Conditions, conditionValues } from "./condition-values.ts";
import { runSequence } from "./run-sequence.ts";

/** Generated examples: `x` `[count, ...x]` (means of p(x|z), or tokens) and the latents that they came from. */
export interface Samples {
  readonly count: number;
  readonly x: Numbers;
  readonly z: Named<Numbers>;
  /** What each was conditioned on, by field; empty without a condition. */
  readonly condition: Named<Numbers>;
}

/** Numbers of `from` rows cut to `to` rows, or filled up with zeros. */
function withRows(values: Numbers, from: number, to: number): Numbers {
  const size = (values.length / from) * to;
  if (to <= from) return values.slice(0, size);
  const Numbers =
    values instanceof Float32Array ? Float32Array : values instanceof Int32Array ? Int32Array : Uint8Array;
  const filled = new Numbers(size);
  filled.set(values);
  return filled;
}

const latentName = (site: string) => `latent/${site}`;

/** Draws latents, keys `latent/<site>`. */
export type Latents = (request: {
  readonly count: number;
  readonly seed: bigint;
  readonly condition: Named<Numbers>;
}) => Promise<Named<Numbers>>;

/** How to draw samples. */
export interface SampleOptions {
  readonly seed?: bigint;
  /** By field; without it, a conditional model takes those of random training examples. */
  readonly condition?: Conditions | undefined;
  /** x ~ p(x|z) in place of its mean, for decoders that decode in one pass. */
  readonly drawn?: boolean | undefined;
  /** Where latents come from; default the prior. */
  readonly latents?: Latents | undefined;
}

/** z ~ p(z): in one pass, or step by step where a prior is sequential. Keys are `latent/<site>`. */
export async function drawLatents(
  session: Session,
  condition: Named<Numbers>,
  { count, seed }: { readonly count: number; readonly seed: bigint },
): Promise<Named<Numbers>> {
  const { assembled } = session;
  const [site] = assembled.parts.latents.sites;
  const stepper = site && assembled.parts.latents.stepper?.(site.name);
  const drawn = assembled.prior(count);
  if (!site || !stepper) return session.run(`prior/${count}`, () => drawn, condition, { seed, step: 0 });
  const sequence = priorSequence(assembled.parts, site.name, stepper, count);
  const codes = await runSequence(session, `prior/${site.name}`, sequence, {
    count,
    pick: "draw",
    inputs: condition,
    shapes: drawn.signature.inputs,
    seed,
  });
  const lookup = () => ({
    program: lookupProgram(assembled.parts, site.name),
    signature: { inputs: { codes: { shape: [count, sequence.length], dtype: "int32" as const } }, training: false },
  });
  return session.run(`lookup/${site.name}/${count}`, lookup, { codes }, { seed, step: 0 });
}

/** How to decode `count` latents. */
interface Decoding {
  readonly count: number;
  readonly seed?: bigint;
  readonly pick?: "draw" | "mode";
  /** A draw of p(x|z) in place of its mean. */
  readonly noisy?: boolean;
  /** Fields of the condition, `[count, ...]` each. */
  readonly condition?: Named<Numbers>;
}

/** x of given latents (keys `latent/<site>`): means of p(x|z), or tokens, drawn or the likeliest at each step. */
export async function decodeLatents(
  session: Session,
  z: Named<Numbers>,
  { count, condition = {}, ...how }: Decoding,
): Promise<Numbers> {
  const rows = sizeClass(count);
  const padded = Object.fromEntries(
    Object.entries({ ...z, ...condition }).map(([name, values]) => [name, withRows(values, count, rows)]),
  );
  return withRows(await decodeRows(session, padded, { count: rows, ...how }), rows, count);
}

async function decodeRows(
  session: Session,
  z: Named<Numbers>,
  { count, seed = 0n, pick = "mode", noisy = false }: Decoding,
): Promise<Numbers> {
  const { assembled } = session;
  const stepper = assembled.parts.decoder.stepper;
  const decoding = assembled.decoding(count);
  const { signature } = decoding;
  const latents = Object.fromEntries(Object.keys(signature.inputs).map((name) => [name, z[name] as Numbers]));
  if (!stepper && noisy) {
    const request = () => ({ program: drawnProgram(assembled.parts, count), signature });
    return (await session.run(`drawing/${count}`, request, latents, { seed, step: 0 })).x as Numbers;
  }
  if (!stepper) {
    const out = await session.run(`decoding/${count}`, () => decoding, latents, { seed, step: 0 });
    return out.mean as Numbers;
  }
  const sequence = decoderSequence(assembled.parts, stepper, count);
  return runSequence(session, "decoder", sequence, { count, pick, inputs: latents, shapes: signature.inputs, seed });
}

/**
 * Draws examples from the model: z ~ p(z|c), then the mean of p(x|z, c) (images) or tokens from p(x|z, c) (text). Without
 * `asked`, a conditional model takes the conditions of random training examples.
 *
 * @throws NotSupportedError for a condition that the model does not have, ShapeError for values that do not fit it.
 */
export async function drawSamples(
  session: Session,
  count: number,
  { seed = 0n, condition: asked, latents, drawn: noisy }: SampleOptions = {},
): Promise<Samples> {
  const rows = sizeClass(count);
  const { dataset, parts } = session.assembled;
  const conditions = await conditionValues({ dataset, condition: parts.condition }, asked, { count: rows, seed });
  const padded = latents
    ? await latents({ count: rows, seed, condition: conditions })
    : await drawLatents(session, conditions, { count: rows, seed });
  const cut = (values: Named<Numbers>) =>
    Object.fromEntries(Object.entries(values).map(([name, each]) => [name, withRows(each, rows, count)]));
  const [drawn, condition] = [cut(padded), cut(conditions)];
  const how = { count, seed, pick: "draw", condition } as const;
  const x = await decodeLatents(session, drawn, { ...how, ...(noisy ? { noisy } : {}) });
  const z = Object.fromEntries(parts.latents.sites.map(({ name }) => [name, drawn[latentName(name)] as Numbers]));
  return { count, x, z, condition };
}

import type { DecoderStepper, Field, Named, Numbers } from "@elbo/spec";
import { readBatches } from "../../evaluation/read-batches.ts";
import { posteriorProgram } from "../../programs/density-programs.ts";
import type { Session } from "../../session/session.ts";
import { createBreath } from "../../training/breathe.ts";
import { exampleBatches } from "../../vae/example-batches.ts";
import { streamOf } from "../chance.ts";
import { checkCounts } from "../check-counts.ts";
import { resample } from "../resample.ts";
import { decoderSteps } from "./decoder-steps.ts";
import { growParticles, type HiddenLine, type Particles, worthOf } from "./grow-particles.ts";
import { checkTokens, hiddenLines } from "./hidden-lines.ts";
import { summarise } from "./summarise.ts";
import type { HiddenToken, RestoredTokens, RestoreTokensOptions } from "./token-options.ts";

/** The encoder sees what the particles of the rounds before made of the line. */
const ROUNDS = 3;
/** Training lines whose symbols are counted for the first guesses. */
const TYPICAL = 500;

/** Symbols of training lines, each as often as it occurs, to guess hidden ones from. */
async function typicalSymbols({ assembled }: Session, first: number, seed: bigint): Promise<number[]> {
  const { splits, fields } = assembled.dataset;
  const found: number[] = [];
  for await (const { inputs, count } of readBatches(splits.train, fields, { batch: 100, limit: TYPICAL, seed })) {
    const x = inputs.x as Numbers;
    for (const token of x.subarray(0, (x.length / 100) * count)) if (token >= first) found.push(token);
  }
  return found.length > 0 ? found : [first];
}

/** The line once for each particle, hidden tokens as `guess` says, in a batch that the encoder reads. */
function guesses(
  { assembled }: Session,
  line: HiddenLine,
  condition: Named<Numbers>,
  particles: number,
  guess: (particle: number, place: number) => number,
) {
  const { fields } = assembled.dataset;
  const [time = 0] = (fields.x as Field).shape;
  const x = new Int32Array(particles * time);
  for (let i = 0; i < particles; i++) {
    for (const [place, token] of line.tokens.entries()) {
      x[i * time + place] = line.mask[place] === 0 ? guess(i, place) : token;
    }
  }
  const repeated = Object.entries(condition).map(([name, own]) => {
    const into = new (own.constructor as new (length: number) => Numbers)(own.length * particles);
    for (let i = 0; i < particles; i++) into.set(own, i * own.length);
    return [name, into];
  });
  const given = {
    x,
    "x.length": new Int32Array(particles).fill(line.tokens.length),
    ...(Object.fromEntries(repeated) as Named<Numbers>),
  };
  const [batch] = exampleBatches(given, fields, { count: particles, largest: particles });
  return (batch as NonNullable<typeof batch>).inputs;
}

function joined(one: Particles, two: Particles): Particles {
  const tokens = new Int32Array(one.tokens.length + two.tokens.length);
  const logWeights = new Float64Array(one.logWeights.length + two.logWeights.length);
  tokens.set(one.tokens);
  tokens.set(two.tokens, one.tokens.length);
  logWeights.set(one.logWeights);
  logWeights.set(two.logWeights, one.logWeights.length);
  return { tokens, logWeights };
}

/**
 * Restores lines of which tokens are hidden: draws, whole lines and single tokens under p(x|y), y the tokens that are seen and
 * that the others are symbols. Each line by itself: particles (z, x) with z from q(z|x) of a guess of x, their lines grown
 * from left to right (`growParticles`) and weighed by p(z) p(y|z) / q(z|guess). In three rounds, as for pictures; guesses are symbols of
 * training lines first, then lines of the rounds before. Particles of all rounds count.
 *
 * @throws NotSupportedError for a model that cannot, ConfigError for a count that is none, ShapeError and DataError for what is no line of its data; the signal's
 * reason when it is aborted.
 */
export async function restoreTokens(
  session: Session,
  given: Named<Numbers>,
  { draws = 16, particles = 256, seed = 0n, onProgress, signal }: RestoreTokensOptions,
): Promise<RestoredTokens> {
  const { dataset, parts, evaluation } = session.assembled;
  checkCounts("vae.restoreTokens", { draws, particles });
  signal?.throwIfAborted();
  const field = checkTokens(parts, dataset);
  const conditions = Object.keys(parts.condition?.fields ?? {});
  const lines = hiddenLines(given, dataset, conditions);
  const first = field.symbolsFrom ?? 2;
  const rows = 2 ** Math.ceil(Math.log2(Math.max(2, particles)));
  const symbols = await typicalSymbols(session, first, seed);
  const breathe = createBreath();
  const pause = async () => {
    await breathe();
    signal?.throwIfAborted();
  };
  const posterior = () => ({ program: posteriorProgram(parts), signature: evaluation(rows).signature });

  /** Particles of one round. */
  const grow = async (inputs: Named<Numbers>, line: HiddenLine, step: number, uniform: () => number) => {
    const { logP, logQ, ...z } = await session.run(`posterior/${rows}`, posterior, inputs, { seed, step });
    const steps = await decoderSteps(session, parts.decoder.stepper as DecoderStepper, { ...inputs, ...z }, rows);
    const next: typeof steps.next = async (...asked) => {
      await pause();
      return steps.next(...asked);
    };
    const logWeights = Float64Array.from(logP as Numbers, (log, i) => log - (logQ?.[i] as number));
    return growParticles({ ...steps, next }, line, { logWeights, first, uniform });
  };

  const [time = 0] = field.shape;
  const all = { draws: new Int32Array(draws * lines.length * time), effective: new Float32Array(lines.length) };
  const completions: RestoredTokens["completions"][number][] = [];
  const hidden: HiddenToken[] = [];
  for (const [n, line] of lines.entries()) {
    const chance = streamOf(seed, `restore/tokens/${n}`);
    const uniform = () => chance("uniform");
    const size = line.tokens.length;
    const condition = Object.fromEntries(
      conditions.map((name) => {
        const values = given[name] as Numbers;
        const width = values.length / lines.length;
        return [name, values.subarray(n * width, (n + 1) * width)];
      }),
    );
    let pool: Particles = { tokens: new Int32Array(), logWeights: new Float64Array() };
    for (let round = 0; round < ROUNDS; round++) {
      const chosen = round > 0 ? resample(pool.logWeights, rows, uniform()) : undefined;
      const typical = () => symbols[Math.min(symbols.length - 1, Math.floor(uniform() * symbols.length))] as number;
      const inputs = guesses(session, line, condition, rows, (particle, place) =>
        chosen ? (pool.tokens[(chosen[particle] as number) * size + place] as number) : typical(),
      );
      const grown = await grow(inputs, line, n * ROUNDS + round, uniform);
      pool = joined(pool, grown);
      onProgress?.(n * ROUNDS + round + 1, lines.length * ROUNDS);
    }
    const { likeliest, probabilities } = summarise(pool, line, { most: draws, categories: field.categories as number });
    const padded = (tokens: Int32Array) => {
      const into = new Int32Array(time);
      into.set(tokens);
      return into;
    };
    completions.push(likeliest.map(({ tokens, probability }) => ({ tokens: padded(tokens), probability })));
    hidden.push(...probabilities.map((each) => ({ line: n, ...each })));
    all.effective[n] = worthOf(pool.logWeights);
    for (const [draw, i] of resample(pool.logWeights, draws, uniform()).entries()) {
      all.draws.set(pool.tokens.subarray(i * size, (i + 1) * size), (draw * lines.length + n) * time);
    }
  }
  return { ...all, completions, hidden };
}

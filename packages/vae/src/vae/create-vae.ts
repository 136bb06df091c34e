import { createArena, initialiseArena, selectEngine } from "@elbo/engine";
import type { Arena, Dataset, Named, Numbers } from "@elbo/spec";
import { assemble } from "../assembly/assemble.ts";
import { createWiring, nothingKnown } from "../assembly/wiring.ts";
import { loadWeights } from "../checkpoints/load-weights.ts";
import type { ModelConfig } from "../config/model-config.ts";
import { parseConfig } from "../config/parse-config.ts";
import { evaluateModel } from "../evaluation/evaluate-model.ts";
import { exportCoder } from "../export/export-coder.ts";
import { exportModel } from "../export/export-model.ts";
import { imputeExamples } from "../imputation/impute-examples.ts";
import type { Measuring } from "../measures/measure.ts";
import type { Registry } from "../registry/registry.ts";
import type { UserParts } from "../registry/user-parts.ts";
import { restoreExamples } from "../restoration/restore-examples.ts";
import { restoreTokens } from "../restoration/tokens/restore-tokens.ts";
import { checkData } from "../runs/check-data.ts";
import { lockRunFolder } from "../runs/lock-run-folder.ts";
import { namedRunFolder } from "../runs/named-run-folder.ts";
import { recordEngine } from "../runs/record-engine.ts";
import { createRunFolder, openRunFolder } from "../runs/run-folder.ts";
import type { TrainOther } from "../samplers/create-fitting.ts";
import { openSampler } from "../samplers/open-sampler.ts";
import { decodeLatents, drawSamples } from "../sampling/draw-samples.ts";
import { likeLatents } from "../sampling/like-latents.ts";
import { scoreExamples } from "../scoring/score-examples.ts";
import type { OnCompile } from "../session/compile-told.ts";
import { createSession } from "../session/session.ts";
import { createOptimisers } from "../training/create-optimisers.ts";
import { gatherExamples } from "../training/gather-examples.ts";
import { trainModel } from "../training/train-model.ts";
import { arenaTools } from "./arena-tools.ts";
import { describeRun, versionsHere } from "./describe-run.ts";
import { byField } from "./example-batches.ts";
import { keepSamplers } from "./keep-samplers.ts";
import { rehearse } from "./rehearse.ts";
import { runOnExamples } from "./run-on-examples.ts";
import { sitesOf } from "./sites-of.ts";
import { textMethods } from "./text-methods.ts";
import { trainOnCodes } from "./train-on-codes.ts";
import type { Vae } from "./vae.ts";

/** How to create a model. */
export interface CreateOptions {
  /** Parts to choose from: `createRegistry(builtInParts)`, with your own. */
  readonly registry: Registry;
  /** Where a user's parts came from, for the run folder. */
  readonly own?: readonly UserParts[];
  /** Told when engine "auto" falls back, or has to leave the engine that it took. */
  readonly announce?: (message: string) => void;
  /** Told of each program that is compiled for evaluating, sampling and encoding; training tells by its progress. */
  readonly onCompile?: OnCompile;
}

/** What a model starts from: initial values, or those of a run. */
type Fill = (arena: Arena, config: ModelConfig, dataset: Dataset) => Promise<void>;

/** Parameters that gradients move. */
const countParameters = (arena: Arena): number =>
  arena.entries.reduce((sum, { state, size }) => sum + (state ? 0 : size), 0);

/**
 * Creates a model from a config, with initial values.
 *
 * @throws ConfigError when the config cannot be, DataError when the data cannot be had, EngineError when no engine runs.
 */
export const createVae = (config: unknown, options: CreateOptions): Promise<Vae> => build(config, options);

/**
 * Loads the model of a run folder with the values to use: best validation, else last.
 *
 * @throws CheckpointError when the folder holds no usable checkpoint, or its data have changed.
 */
export async function loadVae(folder: string, options: CreateOptions): Promise<Vae> {
  const run = await openRunFolder(folder);
  return build(run.config, options, async (arena, config, dataset) => {
    await checkData(run, dataset);
    const best = await run.checkpoints.load("best");
    const parse = (stored: unknown) => parseConfig(stored, options.registry);
    await loadWeights(run.checkpoints, best ? "best" : "last", arena, { config, parse });
  });
}

/** Those of the names. */
const pick = (from: Named<Numbers>, names: readonly string[]): Named<Numbers> =>
  Object.fromEntries(names.map((name) => [name, from[name] as Numbers]));

async function build(config: unknown, options: CreateOptions, fill?: Fill): Promise<Vae> {
  const { registry } = options;
  const parsed: ModelConfig = parseConfig(config, registry);
  const engine = await selectEngine(parsed.engine, options.announce ? { announce: options.announce } : {});
  const assembled = await assemble(parsed, registry);
  const seed = BigInt(parsed.seed);
  const arena = createArena(assembled.tree);
  if (fill) await fill(arena, parsed, assembled.dataset);
  else {
    const { splits, fields } = assembled.dataset;
    initialiseArena(arena, { seed, examples: await gatherExamples(assembled.tree, splits.train, fields, seed) });
  }
  const session = createSession(assembled, engine, arena, options.onCompile);
  const [first] = assembled.parts.latents.sites;

  const others: Vae[] = [];
  const buildOther = async (...what: Parameters<typeof build>) => {
    const other = await build(...what);
    others.push(other);
    return other;
  };
  const train: TrainOther = (...what) => trainOnCodes(buildOther, options, parsed, ...what);
  const samplers = keepSamplers((asked) => openSampler(asked, session, { registry, seed, train }));

  const encode: Vae["encode"] = async (given) => {
    const out = await runOnExamples(session, "encoding", assembled.encoding, given, seed);
    return Object.fromEntries(Object.entries(out).map(([name, values]) => [name.slice("latent/".length), values]));
  };
  return {
    config: parsed,
    engine,
    dataset: assembled.dataset,
    parameters: countParameters(arena),
    latents: sitesOf(assembled.parts.latents),
    train: async ({ root = "runs", name, folder, resume, onProgress, signal } = {}) => {
      const title = name ?? `${parsed.data.kind}-${parsed.loss.kind}`;
      const facts = describeRun(parsed.seed, engine, options.own ?? [], assembled.dataset);
      const about = { config: parsed, facts };
      const { run, existed } = folder
        ? await namedRunFolder(folder, about)
        : resume
          ? { run: await openRunFolder(resume), existed: true }
          : { run: await createRunFolder(root, title, about), existed: false };
      if (existed) await checkData(run, assembled.dataset);
      const unlock = await lockRunFolder(run.path);
      try {
        const wiring = createWiring(registry, nothingKnown);
        const { arena: trained, ...rest } = await trainModel(assembled, engine, {
          ...createOptimisers(parsed.training, Object.keys(assembled.objectives), wiring),
          training: parsed.training,
          seed,
          run,
          tools: arenaTools,
          parseStored: (stored) => parseConfig(stored, registry),
          ...(existed ? { resume: true } : {}),
          ...(onProgress ? { onProgress } : {}),
          ...(signal ? { signal } : {}),
        }).catch(async (error) => {
          await recordEngine(run, engine).catch(() => {}); // the first error is the one to tell
          throw error;
        });
        arena.values.set(trained.values);
        await recordEngine(run, engine);
        return { ...rest, run };
      } finally {
        await unlock();
      }
    },
    rehearse: () => rehearse(assembled, engine, arena, parsed.training),
    evaluate: async ({ sampler, ...how } = {}) => {
      const latents = await samplers(sampler);
      const draw: Measuring["draw"] = (count, key) => drawSamples(session, count, { seed: key, latents });
      return evaluateModel(session, { split: assembled.dataset.splits.test, seed, ...how }, draw);
    },
    sample: async (count, { sampler, like, ...how } = {}) => {
      if (like === undefined) return drawSamples(session, count, { seed, ...how, latents: await samplers(sampler) });
      const own = pick(byField(like), Object.keys(assembled.parts.condition?.fields ?? {}));
      const condition = how.condition ?? (assembled.parts.condition ? own : undefined);
      return drawSamples(session, count, { seed, ...how, condition, latents: likeLatents(session, like) });
    },
    decode: async (latents, fields = {}) => {
      const [name = ""] = Object.keys(latents);
      const { shape } = assembled.parts.latents.sites.find((site) => site.name === name) ?? { shape: [1] };
      const count = (latents[name]?.length ?? 0) / shape.reduce((a, b) => a * b, 1);
      const z = Object.fromEntries(Object.entries(latents).map(([site, values]) => [`latent/${site}`, values]));
      const condition = pick(fields, Object.keys(assembled.parts.condition?.fields ?? {}));
      return decodeLatents(session, z, { count, seed, condition });
    },
    encode,
    complete: async (given) => {
      const out = await runOnExamples(session, "reconstruction", assembled.reconstruction, given, seed);
      const means = Object.entries(out).filter(([name]) => !name.startsWith("latent/"));
      return Object.fromEntries(
        means.map(([name, values]) => [name === "mean" ? "x" : name.slice("mean/".length), values]),
      );
    },
    impute: (given, how = {}) => imputeExamples(session, given, { seed, ...how }),
    reconstruct: async (given) => {
      if (!assembled.parts.decoder.stepper) {
        const { mean } = await runOnExamples(session, "reconstruction", assembled.reconstruction, given, seed);
        return mean as Float32Array;
      }
      const z = await encode(given);
      const latents = Object.fromEntries(Object.entries(z).map(([site, values]) => [`latent/${site}`, values]));
      const size = (first as { shape: readonly number[] }).shape.reduce((a, b) => a * b, 1);
      const count = (z[(first as { name: string }).name] as Numbers).length / size;
      const condition = pick(given as Named<Numbers>, Object.keys(assembled.parts.condition?.fields ?? {}));
      return Float32Array.from(await decodeLatents(session, latents, { count, seed, condition }));
    },
    score: async (examples, how = {}) => scoreExamples(session, examples, { seed, ...how }),
    restore: async (damaged, how = {}) => restoreExamples(session, damaged, { seed, ...how }),
    restoreTokens: async (lines, how = {}) => restoreTokens(session, lines, { seed, ...how }),
    export: async () => exportModel(assembled, arena, versionsHere()),
    exportCoder: () => exportCoder(assembled, arena),
    ...textMethods(assembled.dataset),
    close: async () => {
      session.dispose();
      for (const other of others) await other.close();
      await assembled.dataset.close?.();
    },
  };
}

import type { Field, Named, Numbers, Presentation, Split } from "@elbo/spec";
import { builtInParts } from "../all.ts";
import type { EvaluateOptions } from "../evaluation/evaluate-model.ts";
import type { ImputeOptions } from "../imputation/impute-examples.ts";
import { createRegistry } from "../registry/registry.ts";
import { loadUserParts } from "../registry/user-parts.ts";
import type { Damaged } from "../restoration/damaged-batch.ts";
import type { RestoreOptions } from "../restoration/restore-options.ts";
import type { RestoreTokensOptions } from "../restoration/tokens/token-options.ts";
import type { SamplerConfig } from "../samplers/open-sampler.ts";
import type { ScoreOptions } from "../scoring/score-examples.ts";
import { createVae, loadVae } from "../vae/create-vae.ts";
import type { Examples } from "../vae/example-batches.ts";
import type { TrainVaeOptions, Vae } from "../vae/vae.ts";
import type { Call, Methods } from "./serve-calls.ts";

/** What a worker is to open: a model from a config, or that of a run folder. */
export interface Opening {
  readonly config?: unknown;
  readonly folder?: string;
  /** Files with parts of the user's own. */
  readonly parts: readonly string[];
}

/** All of a model that is data. */
export interface VaeFacts extends Pick<Vae, "config" | "parameters" | "latents"> {
  readonly engine: { readonly name: string; readonly threads?: number };
  /** What of the data set is data: name, fields, columns; splits by name and length. */
  readonly dataset: Readonly<Record<string, unknown>> & {
    readonly splits: Named<number>;
    readonly text: boolean;
    readonly readsText: boolean;
  };
}

/** Reads examples of a split. */
export interface Reading {
  readonly split: string;
  readonly indices: Int32Array;
  readonly fields: readonly string[];
  readonly presentation?: Presentation;
}

/** An evaluation that names its split. */
export interface NamedEvaluation extends Omit<Partial<EvaluateOptions>, "split" | "onProgress" | "signal"> {
  readonly split?: string;
  readonly sampler?: SamplerConfig;
}

const allocate = ({ dtype, shape }: Field, count: number): Numbers => {
  const size = shape.reduce((a, b) => a * b, count);
  return dtype === "float32" ? new Float32Array(size) : dtype === "int32" ? new Int32Array(size) : new Uint8Array(size);
};

/** Damaged examples, and how to restore them. */
export interface Restoration {
  readonly damaged: Damaged;
  readonly how: Omit<RestoreOptions, "onProgress" | "signal">;
}

/** Lines with hidden tokens, and how to restore them. */
export interface TokenRestoration {
  readonly lines: Named<Numbers>;
  readonly how: Omit<RestoreTokensOptions, "onProgress" | "signal">;
}

/** Examples, and how to score them. */
export interface Scoring {
  readonly examples: Examples;
  readonly how: Omit<ScoreOptions, "onProgress" | "signal">;
}

/** Can it go to another thread? Functions, and what holds some, cannot. */
function isData(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function factsOf(vae: Vae): VaeFacts {
  const { config, parameters, latents, dataset, texts, tokens } = vae;
  const data = Object.entries(dataset).filter(([key, value]) => key !== "splits" && isData(value));
  return {
    config,
    engine: engineOf(vae),
    parameters,
    latents: latents.map(({ name: site, shape, space }) => ({ name: site, shape, space })),
    dataset: {
      ...Object.fromEntries(data),
      splits: Object.fromEntries(Object.entries(dataset.splits).map(([split, { length }]) => [split, length])),
      text: texts !== undefined,
      readsText: tokens !== undefined,
    },
  };
}

/** A model's answer, and the engine that it has now: `auto` may have had to change it. */
export interface Answer<T = unknown> {
  readonly value: T;
  readonly engine: VaeFacts["engine"];
}

const engineOf = ({ engine: { name, threads } }: Vae): VaeFacts["engine"] => ({
  name,
  ...(threads === undefined ? {} : { threads }),
});

/** A model's methods for another thread: what they take and return is data. */
export function vaeMethods(announce: (message: string) => void): Methods {
  let opened: Vae | undefined;
  const vae = () => opened as Vae;
  const splitOf = (name: string) => (vae().dataset.splits as Named<Split>)[name] as Split;
  const work = {
    train: async (how: Omit<TrainVaeOptions, "onProgress" | "signal">, { signal, tell: onProgress }) => {
      const { run, ...rest } = await vae().train({ ...how, onProgress, signal });
      return { ...rest, folder: run.path };
    },
    rehearse: () => vae().rehearse(),
    evaluate: ({ split, ...how }: NamedEvaluation, { signal, tell }) =>
      vae().evaluate({
        ...how,
        ...(split === undefined ? {} : { split: splitOf(split) }),
        signal,
        onProgress: (done, total) => tell([done, total]),
      }),
    sample: ({ count, how }: { readonly count: number; readonly how: NonNullable<Parameters<Vae["sample"]>[1]> }) =>
      vae().sample(count, how),
    decode: ({ latents, fields }: { readonly latents: Named<Float32Array>; readonly fields?: Named<Numbers> }) =>
      vae().decode(latents, fields),
    encode: (examples: Examples) => vae().encode(examples),
    reconstruct: (examples: Examples) => vae().reconstruct(examples),
    complete: (examples: Examples) => vae().complete(examples),
    impute: ({ examples, how }: { readonly examples: Named<Numbers>; readonly how: ImputeOptions }, { signal, tell }) =>
      vae().impute(examples, { ...how, signal, onProgress: (done, total) => tell([done, total]) }),
    score: ({ examples, how }: Scoring, { signal, tell }) =>
      vae().score(examples, { ...how, signal, onProgress: (done, total) => tell([done, total]) }),
    restore: ({ damaged, how }: Restoration, { signal, tell }) =>
      vae().restore(damaged, { ...how, signal, onProgress: (done, total) => tell([done, total]) }),
    restoreTokens: ({ lines, how }: TokenRestoration, { signal, tell }) =>
      vae().restoreTokens(lines, { ...how, signal, onProgress: (done, total) => tell([done, total]) }),
    export: () => vae().export(),
    exportCoder: () => vae().exportCoder(),
    texts: async (tokens: Numbers) => vae().texts?.(tokens),
    tokens: async ({ lines, hidden }: { readonly lines: readonly string[]; readonly hidden?: string | undefined }) =>
      vae().tokens?.(lines, hidden),
    read: async ({ split, indices, fields, presentation }: Reading) => {
      const about = vae().dataset.fields;
      const into = Object.fromEntries(fields.map((name) => [name, allocate(about[name] as Field, indices.length)]));
      await splitOf(split).read(indices, into, presentation);
      return into;
    },
  } satisfies Methods;
  const answering = Object.entries(work as Methods).map(([name, method]) => [
    name,
    async (argument: never, call: Call): Promise<Answer> => ({
      value: await method(argument, call),
      engine: engineOf(vae()),
    }),
  ]);
  return {
    open: async ({ config, folder, parts }: Opening) => {
      const own = await Promise.all(parts.map(loadUserParts));
      const registry = createRegistry([...builtInParts, ...own.flatMap(({ definitions }) => definitions)]);
      const options = { registry, own, announce };
      opened = folder === undefined ? await createVae(config, options) : await loadVae(folder, options);
      return factsOf(opened);
    },
    close: () => vae().close(),
    ...(Object.fromEntries(answering) as Methods),
  };
}

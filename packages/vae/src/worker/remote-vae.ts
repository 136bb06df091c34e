import { type Dataset, type Named, NotSupportedError, type Numbers, type Split } from "@elbo/spec";
import { openRunFolder } from "../runs/run-folder.ts";
import type { TrainedVae, Vae } from "../vae/vae.ts";
import type { Caller, CallOptions } from "./caller.ts";
import type {
  Answer,
  NamedEvaluation,
  Reading,
  Restoration,
  Scoring,
  TokenRestoration,
  VaeFacts,
} from "./vae-methods.ts";

/** Asks the model for something. */
type Ask = <T>(method: string, argument?: unknown, options?: CallOptions) => Promise<T>;

const remoteSplit = (ask: Ask, split: string, length: number): Split => ({
  length,
  read: async (indices, into, presentation) => {
    const reading: Reading = { split, indices, fields: Object.keys(into), ...(presentation ? { presentation } : {}) };
    const found = await ask<Named<Numbers>>("read", reading);
    for (const [field, values] of Object.entries(found)) into[field]?.set(values);
  },
});

/** The name of one of the model's own splits. @throws NotSupportedError for any other: it cannot go to another thread. */
function nameOf(split: Split, { splits }: Dataset): string {
  const [name] = Object.entries(splits).find(([, own]) => own === split) ?? [];
  if (name !== undefined) return name;
  throw new NotSupportedError("a model in a worker measures splits of its own data set only", {
    where: "vae/worker evaluate",
    expected: Object.keys(splits).join(", "),
    remedy: "Use createVae for other data.",
  });
}

/** Did a call end because it was told to, and not by something that went wrong meanwhile? */
const isAbort = (error: unknown) => error instanceof Error && error.name === "AbortError";

/** A model whose work is done at the other end of a caller. */
export function remoteVae(caller: Caller, facts: VaeFacts, close: () => Promise<void>): Vae {
  const { splits, text, readsText, ...plain } = facts.dataset;
  let { engine } = facts;
  const ask: Ask = async <T>(method: string, argument?: unknown, options?: CallOptions) => {
    const answer = await caller.call<Answer<T>>(method, argument, options);
    engine = answer.engine;
    return answer.value;
  };
  const dataset = {
    ...plain,
    splits: Object.fromEntries(Object.entries(splits).map(([name, length]) => [name, remoteSplit(ask, name, length)])),
  } as unknown as Dataset;
  /** Asks for work that tells how far it is, and ends with the signal's reason. */
  const counted = async <T>(
    method: string,
    argument: unknown,
    onProgress?: (done: number, total: number) => void,
    signal?: AbortSignal,
  ): Promise<T> => {
    const onTell = onProgress && (([done, total]: [number, number]) => onProgress(done, total));
    try {
      return await ask<T>(method, argument, { signal, onTell });
    } catch (error) {
      throw signal?.aborted && isAbort(error) ? signal.reason : error;
    }
  };
  return {
    config: facts.config,
    get engine() {
      return engine;
    },
    parameters: facts.parameters,
    latents: facts.latents,
    dataset,
    ...(text ? { texts: (tokens) => ask("texts", tokens) } : {}),
    ...(readsText ? { tokens: (lines, hidden) => ask("tokens", { lines, hidden }) } : {}),
    train: async ({ onProgress, signal, ...how } = {}) => {
      const { folder, ...rest } = await ask<Omit<TrainedVae, "run"> & { readonly folder: string }>("train", how, {
        signal,
        onTell: onProgress,
      });
      return { ...rest, run: await openRunFolder(folder) };
    },
    rehearse: () => ask("rehearse"),
    evaluate: ({ split, onProgress, signal, ...how } = {}) => {
      const asked: NamedEvaluation = { ...how, ...(split ? { split: nameOf(split, dataset) } : {}) };
      return counted("evaluate", asked, onProgress, signal);
    },
    sample: (count, how = {}) => ask("sample", { count, how }),
    decode: (latents, fields) => ask("decode", { latents, ...(fields ? { fields } : {}) }),
    encode: (examples) => ask("encode", examples),
    reconstruct: (examples) => ask("reconstruct", examples),
    complete: (examples) => ask("complete", examples),
    impute: (examples, { onProgress, signal, ...how } = {}) => counted("impute", { examples, how }, onProgress, signal),
    score: async (examples, { onProgress, signal, ...how } = {}) =>
      counted("score", { examples, how } satisfies Scoring, onProgress, signal),
    restore: async (damaged, { onProgress, signal, ...how } = {}) =>
      counted("restore", { damaged, how } satisfies Restoration, onProgress, signal),
    restoreTokens: async (lines, { onProgress, signal, ...how } = {}) =>
      counted("restoreTokens", { lines, how } satisfies TokenRestoration, onProgress, signal),
    export: () => ask("export"),
    exportCoder: () => ask("exportCoder"),
    close,
  };
}

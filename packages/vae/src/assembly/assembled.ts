import type { Dataset, Group, Named, ParamTree, Program, Schedule, Signature } from "@elbo/spec";
import type { ModelParts } from "../model/model-parts.ts";

/** A program and what it is compiled for. */
export interface CompileRequest {
  readonly program: Program;
  readonly signature: Signature;
}

/** A model put together from a config: parameters as data, programs to run. Nothing in it is compiled yet. */
export interface Assembled {
  /** The parsed, frozen config, defaults filled in; JSON round-trips. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly dataset: Dataset;
  /** The parts themselves, for samplers that draw step by step. */
  readonly parts: ModelParts;
  /** By group: encoder, decoder, prior, loss. */
  readonly tree: ParamTree;
  /** Schedules of the moving scalars, by context path ("loss/beta"). */
  readonly knobs: Named<Schedule>;
  /** The loss's objectives in order, and the groups that each moves. */
  readonly objectives: Named<{ readonly moves: readonly Group[] }>;
  /** True: a step takes the gradients of all its objectives before any group moves. */
  readonly together?: true;
  /**
   * One training step of an objective. Inputs: the data set's fields `[batch, ...]` and `weight` `[batch]`. Outputs:
   * `objective` (the scalar to minimise, weighted mean per example in nats), `term/<name>` (scalars, unweighted means).
   * Gradients of `objective` to `moves` (all of the objective's groups when absent).
   */
  objective(name: string, batch: number, moves?: readonly string[]): CompileRequest;
  /**
   * Per-example figures in evaluation mode. Outputs `[batch]`, nats: `elbo`, `reconstruction` (-log p(x|z)), `kl`,
   * and `latent/<site>` (posterior means, `[batch, ...event]`).
   */
  evaluation(batch: number): CompileRequest;
  /** log p(x, z) - log q(z|x), output `weights` `[samples, batch]`, nats. */
  importance(batch: number, samples: number): CompileRequest;
  /** Output `mean` and, per site, `latent/<site>`: posterior means in, likelihood means out. */
  reconstruction(batch: number): CompileRequest;
  /** Posterior centres alone: `latent/<site>` `[batch, ...event]`. */
  encoding(batch: number): CompileRequest;
  /** z ~ p(z): `latent/<site>` `[count, ...event]`; for priors that draw in one pass. Inputs: fields of the condition, if any. */
  prior(count: number): CompileRequest;
  /** `latent/<site>` and fields of the condition in -> output `mean` `[count, ...x]`; for decoders that decode in one pass. */
  decoding(count: number): CompileRequest;
  /** Fields of the condition in; z ~ p(z) -> output `mean` `[count, ...x]`; only for models that draw in one pass. */
  generation(count: number): CompileRequest;
}

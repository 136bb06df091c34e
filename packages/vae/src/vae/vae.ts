import type { Dataset, Engine, Named, Numbers, Space } from "@elbo/spec";
import type { ModelConfig } from "../config/model-config.ts";
import type { EvaluateOptions, Evaluation } from "../evaluation/evaluate-model.ts";
import type { ExportedCoder } from "../export/coder-nets.ts";
import type { ExportedModel } from "../export/export-model.ts";
import type { Imputed, ImputeOptions } from "../imputation/impute-examples.ts";
import type { Damaged } from "../restoration/damaged-batch.ts";
import type { Restored, RestoreOptions } from "../restoration/restore-options.ts";
import type { RestoredTokens, RestoreTokensOptions } from "../restoration/tokens/token-options.ts";
import type { RunFolder } from "../runs/run-folder.ts";
import type { SamplerConfig } from "../samplers/open-sampler.ts";
import type { Conditions } from "../sampling/condition-values.ts";
import type { Samples } from "../sampling/draw-samples.ts";
import type { ScoreOptions, Scores } from "../scoring/score-examples.ts";
import type { OnProgress } from "../training/progress.ts";
import type { Trained } from "../training/train-model.ts";
import type { Examples } from "./example-batches.ts";
import type { Rehearsal } from "./rehearse.ts";

/** How to train a model. */
export interface TrainVaeOptions {
  /** Folder below which the run's own folder is made; default "runs". */
  readonly root?: string;
  /** Names the run's folder; default the data and the loss. */
  readonly name?: string;
  /** Exactly this run folder: made when it is not there, continued from its last checkpoint when it is. */
  readonly folder?: string;
  /** A run folder to go on in, from its last checkpoint. */
  readonly resume?: string;
  readonly onProgress?: OnProgress;
  /** Aborting it saves and returns `interrupted: true`. */
  readonly signal?: AbortSignal;
}

/** What a training came to. */
export interface TrainedVae extends Omit<Trained, "arena"> {
  readonly run: RunFolder;
}

/** A variational autoencoder: parts, values and an engine. */
export interface Vae {
  readonly config: ModelConfig;
  readonly engine: Pick<Engine, "name" | "threads">;
  readonly dataset: Dataset;
  /** Trained numbers. */
  readonly parameters: number;
  /** Names and event shapes of the latent sites, and where their draws lie. */
  readonly latents: readonly { readonly name: string; readonly shape: readonly number[]; readonly space: Space }[];
  /** Trains in a run folder; afterwards the model holds the values to use. */
  train(options?: TrainVaeOptions): Promise<TrainedVae>;
  /** Steps and seconds that `train` would take, from a few timed gradients. State parameters may move: use a fresh model. */
  rehearse(): Promise<Rehearsal>;
  /** Bound, likelihood, KL, active units on a split; default the test split. Measures of samples take those of `sampler`. */
  evaluate(options?: Partial<EvaluateOptions> & { readonly sampler?: SamplerConfig }): Promise<Evaluation>;
  /**
   * Generated examples: their latents from the prior, or from a `sampler` that is fitted to the trained model first;
   * `drawn` takes x ~ p(x|z) in place of its mean, where the decoder decodes in one pass. `condition` holds, by field, numbers for one example or several, taken in turn; without it a
   * conditional model takes those of random training examples.
   *
   * @throws NotSupportedError for a condition that the model does not have, ShapeError for values that do not fit it.
   */
  sample(
    count: number,
    options?: {
      readonly seed?: bigint;
      readonly condition?: Conditions;
      readonly sampler?: SamplerConfig;
      readonly drawn?: boolean;
      /** Examples whose q(z|x) latents are drawn from instead, in turn; a conditional model takes their condition. */
      readonly like?: Examples;
    },
  ): Promise<Samples>;
  /**
   * Means of p(x|z) of latents by site, `[count, ...x]`; for text the likeliest token at each step. `fields` holds those of the
   * condition, `[count, ...]` each; others are passed over.
   */
  decode(latents: Named<Float32Array>, fields?: Named<Numbers>): Promise<Numbers>;
  /** Posterior means by site, `[count, ...event]`; one draw where a posterior has no mean in closed form (transports). */
  encode(examples: Examples): Promise<Named<Float32Array>>;
  /** Means of p(x|z) at the posterior mean, `[count, ...x]`; for text the likeliest token at each step. */
  reconstruct(examples: Examples): Promise<Float32Array>;
  /**
   * Means of every field that the likelihood describes, by name, at the posterior mean of those that came: of several
   * modalities each can be had from any other.
   */
  complete(examples: Examples): Promise<Named<Float32Array>>;
  /**
   * Fills what `x.mask` marks as missing (0): means, or likeliest values, and draws, given what is observed, by importance
   * sampling (Mattei & Frellsen 2019).
   *
   * @throws NotSupportedError for a posterior without density and for a decoder that goes token by token, ShapeError for
   * examples without `x.mask`, the signal's reason when it is aborted.
   */
  impute(examples: Named<Numbers>, options?: ImputeOptions): Promise<Imputed>;
  /**
   * Bound and importance-sampled NLL of each example by itself, nats: the higher, the less like what the model was trained on.
   *
   * @throws NotSupportedError for an NLL under a posterior without a density, ShapeError for fields that do not hold whole
   * examples; the signal's reason when it is aborted.
   */
  score(examples: Examples, options?: ScoreOptions): Promise<Scores>;
  /**
   * p(x|y) of damaged examples, y being what is seen of x: `x` holds y, `x.mask` (of its size) 1 where an element is seen and 0
   * where it is hidden; `corruption` says what was done besides. Hidden elements may hold anything; seen undamaged ones stay as
   * they are, to the bit. A conditional model needs the fields of its condition.
   *
   * @throws ShapeError for what does not fit, ConfigError for a wrong corruption or a model that cannot; the signal's reason
   * when it is aborted.
   */
  restore(damaged: Damaged, options?: RestoreOptions): Promise<Restored>;
  /**
   * p(x|y) of lines of which tokens are hidden: `x` `[line, time]`, `x.length` `[line]`, `x.mask` `[line, time]`, 0 where a token
   * is hidden; a hidden token is a symbol, never padding or the end. A conditional model needs the fields of its condition.
   *
   * @throws NotSupportedError for a model of something else, ShapeError and DataError for what is no line of its data; the
   * signal's reason when it is aborted.
   */
  restoreTokens(lines: Named<Numbers>, options?: RestoreTokensOptions): Promise<RestoredTokens>;
  /**
   * The model as standard ONNX files in memory, for any batch size: `encode.onnx`, `decode.onnx`, `sample.onnx`, or the
   * steps of a decoder that draws token by token. Equal on every engine.
   *
   * @throws NotSupportedError when a part's graph depends on the batch size; EngineError for a kernel without lowering.
   */
  export(): Promise<ExportedModel>;
  /**
   * The nets that drive lossless compression (`@elbo/codec`), as ONNX files in memory that hold nothing but the model: equal
   * models give equal bytes.
   *
   * @throws NotSupportedError, with the reason, for a model that cannot be coded with.
   */
  exportCoder(): Promise<ExportedCoder>;
  /** For text: the lines that tokens `[count, time]` stand for. */
  texts?(tokens: Numbers): Promise<readonly string[]>;
  /**
   * For text: examples for `encode` of lines, `x` `[line, time]` and `x.length` `[line]`; with `hidden`, a symbol that stands for
   * one that is not known, for `restoreTokens`, also `x.mask` `[line, time]`, 0 where it does.
   *
   * @throws DataError for a line with a symbol that the model does not know, or longer than those that it was made for.
   */
  tokens?(lines: readonly string[], hidden?: string): Promise<Named<Int32Array>>;
  /** Frees the compiled programs and closes the data: what is computed with the model afterwards is an EngineError. */
  close(): Promise<void>;
}

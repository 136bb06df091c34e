import type { Needs } from "./facts.ts";
import type { Named, Numbers } from "./values.ts";

/** A set of latents to draw. */
export interface DrawRequest {
  readonly count: number;
  readonly seed: bigint;
  /** Fields of the model's condition, `[count, ...]` each; empty without one. */
  readonly condition: Named<Numbers>;
}

/** Draws latents, all sites side by side in their order: `[count, dimension]`. The first of a longer draw are the same. */
export type DrawLatents = (request: DrawRequest) => Promise<Float32Array>;

/** Which codes of training examples: one draw of q(z|x) each, or its centre. */
export interface CodesRequest {
  readonly of: "draws" | "centres";
  /** At most so many; a seeded choice where there are more. */
  readonly examples: number;
}

/** What a sampler may ask of the trained model that it is fitted to. */
export interface Fitting {
  /** Numbers of one example's latents. */
  readonly dimensions: number;
  readonly seed: bigint;
  /** `[example, dimension]`. */
  codes(request: CodesRequest): Promise<Float32Array>;
  /** z ~ p(z); with a temperature, every site's deviation is multiplied by it: for Gaussian priors. */
  prior(request: DrawRequest, temperature?: number): Promise<Float32Array>;
  /**
   * The log-volume of the model's metric at latents `[count, dimension]`, `[count]`, nats, and its gradient `[count, dimension]`;
   * for models that offer `metric`.
   */
  logVolume(latents: Float32Array): Promise<{ readonly value: Float32Array; readonly gradient: Float32Array }>;
  /**
   * Trains another model on codes: `config` is a whole one but for its data, which is real vectors `x` `[dimension]`. Gives
   * draws of its x, noise of the likelihood included.
   */
  train(config: Readonly<Record<string, unknown>>, codes: Float32Array): Promise<DrawLatents>;
  /**
   * Fits a density of one vector of real numbers, any prior by its config, to codes by maximum likelihood; `training` is that of
   * a config. Gives its draws.
   */
  trainPrior(
    prior: Readonly<Record<string, unknown>>,
    training: Readonly<Record<string, unknown>>,
    codes: Float32Array,
  ): Promise<DrawLatents>;
}

/** A way to draw the latents of a trained model, other than from its prior. */
export interface Sampler {
  readonly needs?: Needs;
  /** True: it heeds the condition that it is asked for. Others are refused for conditional models. */
  readonly conditional?: true;
  fit(fitting: Fitting): Promise<DrawLatents>;
}

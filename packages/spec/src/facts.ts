import type { Named } from "./values.ts";

/** Where the draws of a latent site lie. A posterior, its transports and its prior must agree. */
export type Space = "real" | "codes" | "sphere" | "simplex" | "corners" | "ball";

/**
 * What can be known of a part before any value, so that combinations are checked when the config is read.
 * - a space: where q's draws lie
 * - `alone`: q is given x alone, not draws of earlier sites
 * - `law`: log q(z|x) of a draw is a log-density or log-mass, so that a KL divergence means something
 * - `random`: two draws differ
 * - `pathwise`: a draw is a differentiable function of q's parameters and of noise, and gradients through it are unbiased
 * - `scored`: `logProb` of any value, not of own draws only
 * - `mass`: `logProb` is the log of a probability, in training too
 * - `frozen`: `frozen()` is there
 * - `diagonal-gaussian`: family "normal-diagonal", parameters `mean` and `scale`
 * - `gaussian-mixture`: family "mixture-of-normals" that depends on nothing, parameters `logWeights`, `means` and `scales`
 * - `relaxed`: in training, draws and densities lie between the corners of the space, not on them; q and p together
 * - `drawn`: draws come in one pass, without a stepper
 * - `last`: no site is inferred after it, so that all latents are known; known by its place among the sites
 * - `settled`: p reads no site that is inferred after this one, so that KL(q || p) in closed form is the site's share of the
 *   bound; known by the orders of inference and of drawing
 * - `metric`: a transport measures the space by a metric, whose volume is known at any point
 * - `partial`: where a modality is not known, q is given the others alone
 * - `x-alone`: an encoder's features come from x, its mask, its length and a condition, from no other field
 * - `mean`: p(x|z) of each element has a mean; of a likelihood, `pathwise`: draws of x pass gradients on
 * - `decoded`: outputs of many tokens or pixels come from the latents in one pass, without a stepper
 */
export type Fact =
  | Space
  | "alone"
  | "law"
  | "random"
  | "pathwise"
  | "scored"
  | "mass"
  | "frozen"
  | "diagonal-gaussian"
  | "gaussian-mixture"
  | "relaxed"
  | "drawn"
  | "last"
  | "settled"
  | "metric"
  | "partial"
  | "x-alone"
  | "mean"
  | "decoded";

/** Facts that a part asks of others, each with the reason in its own words: "the KL divergence is a term". */
export interface Needs {
  readonly posterior?: Reasons;
  readonly prior?: Reasons;
  readonly encoder?: Reasons;
  readonly decoder?: Reasons;
  readonly likelihood?: Reasons;
  /** Asked of these sites in place of `posterior` and `prior`. */
  readonly sites?: Named<Pick<Needs, "posterior" | "prior">>;
}

/** By fact, why it is needed. */
export type Reasons = { readonly [F in Fact]?: string };

/** What a structure says of one of its sites. */
export interface SiteFacts {
  /** Of q as the model sees it, transports included. */
  readonly posterior: readonly Fact[];
  readonly prior: readonly Fact[];
}

/** Facts of every site, by name. */
export type LatentFacts = Named<SiteFacts>;

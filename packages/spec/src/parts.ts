import type * as tf from "@tensorflow/tfjs-core";
import type { Batch, Support } from "./batch.ts";
import type { Context } from "./context.ts";
import type { Distribution, Draw } from "./distribution.ts";
import type { Fact, LatentFacts, Needs, Space } from "./facts.ts";
import type { Codebook, Given } from "./given.ts";
import type { Site } from "./model.ts";
import type { Schedule } from "./schedule.ts";
import type { Named, ParamTree, Shape, Values } from "./values.ts";

/** What every part declares. Nets see ONE batch axis: the model folds `[sample, batch]` and unfolds. */
export interface Part<P extends ParamTree = ParamTree> {
  readonly params: P;
  /** Batch fields that the part reads beyond `x`: they are folded alongside and must exist in the data. */
  readonly reads?: readonly string[];
  /** Moving scalars that the part asks its context for, by name. */
  readonly knobs?: Named<Schedule>;
  /** What it asks of the other parts: a config without it is refused, with the reason given here. */
  readonly needs?: Needs;
}

/** Data to features. It produces the features that the latents ask for (`Wiring.features`). */
export interface Encoder<P extends ParamTree = ParamTree> extends Part<P> {
  /** `batch` fields `[batch, ...event]` -> features `[batch, ...feature]`. */
  apply(params: Values<P>, batch: Batch, context: Context): Named<tf.Tensor>;
}

/** What a decoder reads of a site's value, where it is not the value itself: the sum of a residual quantiser's vectors. */
export interface Reading {
  readonly shape: Shape;
  /** `[...lead, ...event]` -> `[...lead, ...shape]` */
  read(value: tf.Tensor): tf.Tensor;
}

/** q(z|x) of one site: Gaussian, VQ, Gumbel, von Mises-Fisher. */
export interface Posterior<P extends ParamTree = ParamTree> extends Part<P> {
  /** Event axes of z. */
  readonly shape: Shape;
  /** The features it needs from the encoder. */
  readonly features: Named<Shape>;
  /** Where draws lie; default "real". */
  readonly space?: Space;
  /** What its distributions can do, for losses, priors and transports that need it. */
  readonly offers: readonly Fact[];
  /** Number of codes and the axes of their indices, known before any value: a quantising posterior says it to its prior. */
  readonly codes?: { readonly size: number; readonly shape: Shape };
  /** A structure hands it over to the decoder; absent: z itself. */
  readonly reading?: Reading;
  /** Config of the prior that a structure gives it where none is named, defaults filled in; absent: standard-normal. */
  readonly prior?: { readonly kind: string; readonly [option: string]: unknown };
  /** features `[...lead, ...feature]` -> batchShape = lead. */
  distribution(params: Values<P>, features: Named<tf.Tensor>, given: Given, context: Context): Distribution;
  /** Quantising posteriors offer their codes to priors over codes. */
  codebook?(params: Values<P>): Codebook;
}

/** p(z) of one site. */
export interface Prior<P extends ParamTree = ParamTree> extends Part<P> {
  /** Where it has mass; default "real". The posterior's draws must lie there. */
  readonly space?: Space;
  /** What its distributions can do. That it is drawn in one pass is known by its having no stepper. */
  readonly offers?: readonly Fact[];
  /** batchShape is `[]` or `given.lead`. */
  distribution(params: Values<P>, given: Given, context: Context): Distribution;
  /** For priors that are drawn one element at a time; the event of a step is one code index. */
  readonly stepper?: Stepper<P>;
}

/** Moves a draw together with its log density: a flow, Hamiltonian steps. */
export interface Transport<P extends ParamTree = ParamTree> extends Part<P> {
  /** Where it moves draws; default "real". */
  readonly space?: Space;
  readonly features: Named<Shape>;
  move(params: Values<P>, from: Draw, features: Named<tf.Tensor>, given: Given, context: Context): Draw;
  /**
   * Where it measures the space by a metric G(z): log det G(z) / 2 of points `[point, ...event]`, `[point]`, nats: the volume of
   * what is a unit cube in z.
   */
  logVolume?(params: Values<P>, points: tf.Tensor, given: Given, context: Context): tf.Tensor;
  /**
   * Where a moved value `[sample, batch, ...event]` came from, and log|det| of the way back, `[sample, batch]`, nats. Absent:
   * the density is known along own draws only.
   */
  back?(
    params: Values<P>,
    value: tf.Tensor,
    features: Named<tf.Tensor>,
  ): { readonly value: tf.Tensor; readonly logDet: tf.Tensor };
}

/** Parameters of a latent structure: `posterior` belongs to group encoder, `prior` to group prior. */
export interface LatentParams extends ParamTree {
  readonly posterior: ParamTree;
  readonly prior: ParamTree;
}

/** One site, or a structure of sites (ladder, top-down, JointVAE). The model walks it once for all losses. */
export interface Latents<P extends LatentParams = LatentParams, S = unknown> extends Part<P> {
  /** In the order in which p draws them. */
  readonly sites: readonly { readonly name: string; readonly shape: Shape }[];
  /**
   * Names of all sites in the order in which q infers them; absent: that of `sites`. Where the two differ (a chain inferred from
   * the bottom up), the model goes over the sites twice, each time from `begin` by `advance`: along this order it asks for
   * `posterior`, along `sites` for `prior`.
   */
  readonly inferred?: readonly string[];
  readonly features: Named<Shape>;
  /** What q and p of each site can do. */
  readonly facts: LatentFacts;
  begin(params: Values<P>, given: Given, context: Context): S;
  prior(params: Values<P>, site: string, state: S, given: Given, context: Context): Distribution;
  posterior(
    params: Values<P>,
    site: string,
    state: S,
    features: Named<tf.Tensor>,
    given: Given,
    context: Context,
  ): Distribution;
  /** `value` `[...lead, ...event]` of `site`, drawn or observed. */
  advance(params: Values<P>, site: string, state: S, value: tf.Tensor, context: Context): S;
  /** Present when the prior of this site must be drawn step by step. */
  stepper?(site: string): Stepper<P> | undefined;
  codebook?(params: Values<P>, site: string): Codebook | undefined;
  /** The metric's log-volume at points of a site, as its transport has it; present when a site offers `metric`. */
  logVolume?(params: Values<P>, site: string, points: tf.Tensor, given: Given, context: Context): tf.Tensor;
  /** What the decoder reads in place of the sites' values; absent: the values themselves. */
  readonly handsOver?: HandsOver<P, S>;
  /** Figures worth logging at each evaluation, `[batch]` or `[sample, batch]` each: the error of a classifier among the sites. */
  figures?(sites: readonly Site[], batch: Batch): Named<tf.Tensor>;
}

/** The end of a structure's own path from its latents to the data (NVAE, VDVAE), by name. */
export interface HandsOver<P extends LatentParams = LatentParams, S = unknown> {
  /** Event shapes, known before any value. */
  readonly shapes: Named<Shape>;
  /** Of the state in which every site has its value: `[...lead, ...shape]` each. */
  values(params: Values<P>, state: S, context: Context): Named<tf.Tensor>;
}

/** Latents to the outputs that the likelihood asks for (`Wiring.outputs`). */
export interface Decoder<P extends ParamTree = ParamTree> extends Part<P> {
  /** z `[batch, ...event]` per site, or what the structure hands over -> outputs `[batch, ...output]`. */
  outputs(params: Values<P>, z: Named<tf.Tensor>, given: Given, context: Context): Named<tf.Tensor>;
  /** Sequential decoders generate one token at a time. */
  readonly stepper?: DecoderStepper<P>;
}

/** p(x|z): outputs to one event per pixel, token or column; the model sums under the batch's mask and length. */
export interface Likelihood<P extends ParamTree = ParamTree> extends Part<P> {
  readonly offers?: readonly Fact[];
  /** The outputs it needs from the decoder. */
  readonly outputs: Named<Shape>;
  readonly supports: readonly Support[];
  /**
   * The activation that the likelihood applies to an output itself, by output: a net from another library may end in it, and
   * loses it.
   */
  readonly links?: Named<"sigmoid" | "softmax">;
  /**
   * outputs `[...lead, ...output]` -> batchShape `[...lead, ...element]`, eventShape []. `batch` is what is being modelled,
   * with fields `[batch, ...]`, for a likelihood that fits a parameter to it (the best sigma of a batch); absent, or without
   * `x`, where examples are generated.
   */
  elements(params: Values<P>, outputs: Named<tf.Tensor>, context: Context, batch?: Batch): Distribution;
  /** Fields that it describes; default `x` alone. */
  readonly describes?: readonly string[];
  /**
   * What `elements` is the distribution of, `[batch, ...]`, and which elements count (1; 0 where unobserved). Absent: `x`, under
   * its mask and length.
   */
  observed?(batch: Batch, elements: Distribution): { readonly value: tf.Tensor; readonly counts?: tf.Tensor };
  /**
   * x as it was completed in order to be scored, `[...lead, ...x]`, where the score depends on what is missing, too: a draw of it
   * per draw of z. Absent: what is missing counts for nothing.
   */
  completed?(elements: Distribution): tf.Tensor;
  /** What to show, by field `[...lead, ...field]`; absent: mean or mode of `elements`, as `x`. */
  shown?(elements: Distribution): Named<tf.Tensor>;
  /** Figures worth logging at each validation, `[sample, batch]` each: the range of sigma. */
  figures?(elements: Distribution): Named<tf.Tensor>;
}

/** Sequential drawing: the host loops over one compiled step. */
export interface Stepper<P extends ParamTree = ParamTree> {
  readonly length: number;
  begin(params: Values<P>, given: Given, context: Context): Named<tf.Tensor>;
  /** `previous` `[batch]` int32 (ignored at index 0), `index` scalar int32 -> distribution over the next, batchShape `[batch]`. */
  step(
    params: Values<P>,
    carry: Named<tf.Tensor>,
    previous: tf.Tensor,
    index: tf.Tensor,
    context: Context,
  ): { readonly distribution: Distribution; readonly carry: Named<tf.Tensor> };
}

/** A decoder's stepper: outputs for one token, which the likelihood turns into a distribution. */
export interface DecoderStepper<P extends ParamTree = ParamTree> {
  readonly length: number;
  begin(params: Values<P>, z: Named<tf.Tensor>, given: Given, context: Context): Named<tf.Tensor>;
  /** outputs `[batch, 1, ...]`: one token of the likelihood's outputs. */
  step(
    params: Values<P>,
    carry: Named<tf.Tensor>,
    previous: tf.Tensor,
    index: tf.Tensor,
    context: Context,
  ): { readonly outputs: Named<tf.Tensor>; readonly carry: Named<tf.Tensor> };
}

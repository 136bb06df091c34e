import type { Shape } from "@elbo/spec";

/** Symbols of examples, `[row, ...x]` flattened, each in 0..levels - 1. */
export type Symbols = Uint8Array | Int32Array;

/** A Gaussian per latent, `[row, latent]` flattened. */
export interface Moments {
  readonly mean: Float32Array;
  /** Standard deviation, positive. */
  readonly scale: Float32Array;
}

/**
 * p(x|z) of every element: a distribution's `family` and `parameters`, under the names that `@elbo/distributions` gives them,
 * each parameter `[row, ...element, ...own axes]` flattened in full (nothing is left to broadcast).
 */
export interface Elements {
  readonly family: string;
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

/** A mixture of Gaussians with independent coordinates. */
export interface Mixture extends Moments {
  /** `[component]`, up to a constant. `mean` and `scale` are `[component, latent]` flattened. */
  readonly logWeights: Float32Array;
}

/** One latent site with Gaussian q, Gaussian or mixed p, and what each of the two depends on. */
export interface CodecSite {
  /** Any name but "x". */
  readonly name: string;
  /** Latents of one example. */
  readonly size: number;
  /** What q reads: "x" and names of sites. q(z|x): `["x"]`. */
  readonly posteriorReads: readonly string[];
  /** Sites that p reads; none: p = N(0, I) or `mixture`, and `prior` is never asked. */
  readonly priorReads: readonly string[];
  /**
   * Where latents lie, `[latent]` each: the buckets of a site whose p reads sites that are inferred after it (Bit-Swap) have equal
   * mass under this Gaussian; absent: 0 and 1. `openNets` finds it by draws of the model.
   */
  readonly grid?: Moments;
  /** p where it is no N(0, I) but a mixture that depends on nothing (a learned one, VampPrior); `priorReads` is empty. */
  readonly mixture?: Mixture;
}

/** Values of the sites known so far by name, `[row, latent]` flattened. */
export type SiteValues = Readonly<Record<string, Float32Array>>;

/** p(x|z) one element at a time, each given those before it: a text decoder. */
export interface ElementSteps<Carry = unknown> {
  /** Elements of an example, at most. */
  readonly length: number;
  /** An element of this symbol ends the example: what follows is `padding` and costs nothing. */
  readonly end?: { readonly symbol: number; readonly padding: number };
  begin(z: SiteValues): Promise<Carry>;
  /** The law of element `index`, one per row; `previous` `[row]` holds the elements before it (zeros at index 0). */
  step(
    carry: Carry,
    previous: Int32Array,
    index: number,
  ): Promise<{ readonly carry: Carry; readonly elements: Elements }>;
}

/**
 * A trained model's nets on the path whose bits are the same everywhere. Rows go through side by side, always `batch` of
 * them: unused rows hold zeros. A row's numbers may depend on its place in the batch, never on anything but its inputs, and
 * must be the same, to the bit, at every call, on every machine.
 */
export interface CodecNets {
  /** Rows per call. */
  readonly batch: number;
  /** Shape of one example, and the number of values that an element can take. */
  readonly x: { readonly shape: Shape; readonly levels: number };
  /** In generative order: the sites that p of a site reads stand before it. */
  readonly sites: readonly CodecSite[];
  /** Sites that the likelihood reads. */
  readonly likelihoodReads: readonly string[];
  /** q of a site given x `[row, ...x]` and the sites that it reads; it must not look at anything else. */
  posterior(site: string, x: Symbols, z: SiteValues): Promise<Moments>;
  /** p of a site given the sites that it reads. */
  prior(site: string, z: SiteValues): Promise<Moments>;
  /** p(x|z) of all elements at once. */
  likelihood(z: SiteValues): Promise<Elements>;
  /** Where elements depend on those before them: used instead of `likelihood`. */
  readonly steps?: ElementSteps;
}

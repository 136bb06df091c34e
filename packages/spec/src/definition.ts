import type { ZodType } from "zod";
import type { Field } from "./batch.ts";
import type { Named, Shape } from "./values.ts";

/** Families that a config can choose a part from. */
export type Family =
  | "data"
  | "likelihood"
  | "latents"
  | "posterior"
  | "transport"
  | "prior"
  | "decoder"
  | "encoder"
  | "loss"
  | "schedule"
  | "optimiser"
  | "sampler";

/** The config schema of any part of a family, by the registry that assembles it (for nested parts). */
export type Slot = (family: Family) => ZodType;

/** Labels or attributes that the model is conditioned on, as one vector of numbers. */
export interface ConditionWiring {
  /** Numbers in the vector: categories count one each (indicators). */
  readonly width: number;
  /** The batch fields that it is made of. */
  readonly of: readonly string[];
  /**
   * Which nets it enters. An encoder reads the batch field `condition` and says so in `reads`; a decoder gets it as one
   * more latent, "condition". Priors see `given.condition`.
   */
  readonly into: readonly ("encoder" | "decoder")[];
}

/** Shapes known so far. Wired in one order: data, likelihood, latents, decoder, encoder, loss. */
export interface Wiring {
  readonly fields: Named<Field>;
  /** Number of training examples. */
  readonly examples?: number;
  /** What the encoder must produce. */
  readonly features: Named<Shape>;
  /** Event shape of each latent site. */
  readonly latents: Named<Shape>;
  /** What the decoder must produce. */
  readonly outputs: Named<Shape>;
  /** Present when the config has a `condition`. */
  readonly condition?: ConditionWiring;
  /** For a prior, posterior or transport: the site it serves. */
  readonly site?: {
    readonly name: string;
    readonly shape: Shape;
    readonly codes?: { readonly size: number; readonly shape: Shape };
  };
  /** For a posterior, which makes its site's shape itself: the name of that site. */
  readonly serves?: string;
  /** Creates a nested part: the structure's posterior, a loss's schedule. `more` overrides fields of this wiring for it. */
  part<R>(family: Family, config: unknown, more?: Partial<Omit<Wiring, "part">>): R;
}

/** Describes a part once: its schema and its factory. */
export interface Definition<C = unknown, R = unknown> {
  readonly family: Family;
  readonly kind: string;
  /** One line for `elbo list`, with paper and year where there is one. */
  readonly summary: string;
  /** A strict zod object whose `kind` is the literal above; defaults live only here. */
  config(slot: Slot): ZodType<C>;
  create(config: C, wiring: Wiring): R;
}

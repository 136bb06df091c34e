import type { Dataset, Named, Needs, Split } from "@elbo/spec";
import type { Samples } from "../sampling/draw-samples.ts";
import type { Session } from "../session/session.ts";

/** What a measure works on. */
export interface Measuring {
  readonly session: Session;
  readonly split: Split;
  /** Examples of the split to look at. */
  readonly examples: number;
  readonly seed: bigint;
  /** Generated examples, by the sampler that was asked for. */
  readonly draw: (count: number, seed: bigint) => Promise<Pick<Samples, "x">>;
  /** Comes between chunks of work: lets others have a turn, and throws when the work was called off. */
  readonly pause: () => Promise<void>;
}

/** A group of figures that a model can be asked for by name. */
export interface Measure {
  /** One line, with paper and year where there is one. */
  readonly summary: string;
  /** What each figure is, with its unit. */
  readonly figures: Named<string>;
  /** Facts that it asks of the model's parts, each with the reason. */
  readonly needs?: Needs;
  /** Why this data cannot be measured so; undefined when it can. */
  refusal?(dataset: Dataset): string | undefined;
  measure(on: Measuring): Promise<Named<number>>;
}

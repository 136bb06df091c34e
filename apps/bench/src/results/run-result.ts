import type { Evaluation } from "@elbo/vae";

/** One point of a learning curve, measured on held-out data. */
export interface CurvePoint {
  readonly epoch: number;
  /** Training examples presented so far. */
  readonly examples: number;
  /** Nats per example. */
  readonly negativeElbo: number;
}

/** What one cell of a matrix came to. */
export interface RunResult {
  readonly id: string;
  readonly variant: string;
  readonly data: string;
  readonly seed: number;
  readonly published: string;
  /** Hash of the parsed config: a changed cell is run again. */
  readonly configHash: string;
  readonly engine: string;
  /** Threads inside one operation, where the engine sets them. */
  readonly threads?: number;
  /** Trainings that shared the machine, this one counted: times of more than one are not those of an idle machine. */
  readonly jobs: number;
  readonly parameters: number;
  readonly epochs: number;
  /** Training examples in the set, and presented in all. */
  readonly trainExamples: number;
  readonly presented: number;
  readonly secondsPerEpoch: number;
  readonly evaluation: Evaluation;
  /** The split on which validation chose the values that were measured; absent: the last values were. */
  readonly chosenOn?: string;
  readonly curve: readonly CurvePoint[];
  /** PNG as base64, for image data. */
  readonly pictures?: { readonly reconstructions: string; readonly samples: string };
  /** For text data. */
  readonly text?: {
    readonly samples: readonly string[];
    readonly reconstructions: readonly { readonly from: string; readonly to: string }[];
    /** Share of tokens that greedy decoding from the posterior mean gets right, end marker included. */
    readonly greedyAccuracy: number;
  };
}

/** A finished benchmark: `results.json`. */
export interface Results {
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly runs: readonly RunResult[];
}

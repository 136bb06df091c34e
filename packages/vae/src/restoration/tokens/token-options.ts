/** How to restore lines. */
export interface RestoreTokensOptions {
  /** Draws of each line; default 16. */
  readonly draws?: number;
  /** Particles that grow together, in each of three rounds; default 256. */
  readonly particles?: number;
  readonly seed?: bigint;
  /** Told after each round of each line. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the work after the token at hand: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A whole line that what is seen may have been, and how probable that is. */
export interface Completion {
  /** `[time]`, padded as the data's lines are. */
  readonly tokens: Int32Array;
  readonly probability: number;
}

/** What p(x|y) says of a hidden token. */
export interface HiddenToken {
  readonly line: number;
  readonly place: number;
  /** `[category]`, of every token. */
  readonly probabilities: Float32Array;
}

/** What p(x|y) says of lines with hidden tokens. */
export interface RestoredTokens {
  /** `[draw, line, time]` */
  readonly draws: Int32Array;
  /** By line the likeliest completions, at most as many as draws, the first the likeliest. */
  readonly completions: readonly (readonly Completion[])[];
  /** In order of lines and places. */
  readonly hidden: readonly HiddenToken[];
  /** How many independent draws the particles of each line are worth (Kish), `[line]`; few: the figures are rough. */
  readonly effective: Float32Array;
}

/** One training stage: which objectives run, on which data, until when. */
export interface Stage {
  readonly name: string;
  readonly rounds: readonly { readonly objective: string; readonly times: number }[];
  /** Groups initialised anew before the stage. */
  readonly reset?: readonly string[];
  /** Only these groups move; default: whatever each objective moves. */
  readonly moves?: readonly string[];
  readonly until: { readonly epochs?: number; readonly steps?: number; readonly patience?: number };
}

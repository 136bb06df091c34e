/** Prepares the models named (default all) below `out`; runs are kept below `runs`. Resolves to the names made anew. */
export declare function prepare(options?: {
  readonly out?: string;
  readonly runs?: string;
  readonly only?: readonly string[];
  readonly steps?: number;
}): Promise<string[]>;

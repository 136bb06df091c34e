import type { PictureSize } from "../pictures/tiles.ts";

/** A file of pictures of one size. */
export interface Member {
  /** Its path below the folder that it is restored in, with "/" between names. */
  readonly name: string;
  /** What whoever restores it wants to know, as JSON. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly size: PictureSize;
  /** Pictures in it. */
  readonly count: number;
  /** What stands between pictures as it is: before which of them (`count`: behind the last), in order. */
  readonly beside?: readonly (readonly [before: number, what: string])[];
  /** The pictures in order, `[height, width, channel]` each, numbers below the model's levels. It is called twice. */
  read(): AsyncIterable<Uint8Array>;
}

import type { Message } from "../ans/message.ts";
import type { CodecNets, SiteValues, Symbols } from "../nets/nets.ts";
import type { ElementsCodec } from "../symbols/elements-codec.ts";
import type { Buckets, Grid } from "../symbols/gaussian-buckets.ts";

/** What stays the same through a chain. */
export interface Chain {
  readonly message: Message;
  readonly nets: CodecNets;
  readonly buckets: Buckets;
  readonly codecs: readonly ElementsCodec[];
}

/** Some rows of a chain on their way: the first `rows` of arrays that hold `nets.batch`, the others zero. */
export interface Step extends Chain {
  readonly rows: number;
  /** `[batch, ...x]` */
  readonly x: Symbols;
  /** `[batch, latent]` by site. */
  readonly z: Readonly<Record<string, Float32Array>>;
  /** Buckets of the latents, `[rows, latent]` by site. */
  readonly indices: Readonly<Record<string, Int32Array>>;
  /** Where the buckets lie, once known. */
  readonly grids: Record<string, Grid>;
}

/** One thing that the encoder does to the message, and how the decoder takes it back. */
export interface Action {
  encode(step: Step): Promise<void>;
  decode(step: Step): Promise<void>;
}

/** Elements of one example. */
export const elementsOf = ({ x }: CodecNets): number => x.shape.reduce((product, size) => product * size, 1);

/** Symbols of `rows` examples, zero. */
export const emptySymbols = (nets: CodecNets, rows: number): Symbols =>
  nets.x.levels <= 256 ? new Uint8Array(rows * elementsOf(nets)) : new Int32Array(rows * elementsOf(nets));

/** A step before anything is known of its latents. */
export function beginStep(chain: Chain, rows: number, x: Symbols): Step {
  const { sites, batch } = chain.nets;
  return {
    ...chain,
    rows,
    x,
    z: Object.fromEntries(sites.map(({ name, size }) => [name, new Float32Array(batch * size)])),
    indices: Object.fromEntries(sites.map(({ name, size }) => [name, new Int32Array(rows * size)])),
    grids: {},
  };
}

/** Values of the sites in `names` alone. */
export const valuesOf = ({ z }: Step, names: readonly string[]): SiteValues =>
  Object.fromEntries(names.filter((name) => name !== "x").map((name) => [name, z[name] as Float32Array]));

import type { ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { type GruParams, gru } from "./gru.ts";
import { type LstmParams, lstm } from "./lstm.ts";

/** Names of the recurrent cells, for config schemas. */
export const cellNames = ["gru", "lstm"] as const;

/** What a reader finds: `states` `[time, batch, width]` in the input's order, and the last one read, `[batch, width]`. */
export interface Reading {
  readonly states: tf.Tensor;
  readonly last: tf.Tensor;
}

/** A recurrent net that reads a sequence in one direction or both, whatever its cell. */
export interface SequenceReader {
  /** One set of a cell's parameters per direction: `forward`, and `backward`. */
  readonly params: ParamTree;
  /** Units of a state, both directions together. */
  readonly width: number;
  /** x `[time, batch, input]`; lengths int32 `[batch]`: tokens that count, all without them. */
  read(values: Values<ParamTree>, x: tf.Tensor, lengths?: tf.Tensor): Reading;
  /** The same for tokens, int32 `[time, batch]`, and the table `[rows, input]` of their vectors. */
  readTokens(values: Values<ParamTree>, table: tf.Tensor, tokens: tf.Tensor, lengths?: tf.Tensor): Reading;
}

/** One direction of a cell, its gates prepared by `project`. */
interface Direction {
  readonly params: ParamTree;
  run(
    values: Values<ParamTree>,
    x: Source,
    options: { readonly lengths?: tf.Tensor; readonly reverse: boolean },
  ): Reading;
}
type Source = { readonly vectors: tf.Tensor } | { readonly table: tf.Tensor; readonly tokens: tf.Tensor };

interface Sizes {
  readonly input: number;
  readonly hidden: number;
  readonly where: string;
}

const directions: { readonly [K in (typeof cellNames)[number]]: (sizes: Sizes) => Direction } = {
  gru(sizes) {
    const layer = gru(sizes);
    return {
      params: layer.params,
      run: (values, source, options) => {
        const own = values as Values<GruParams>;
        const drive =
          "vectors" in source
            ? layer.project(own, source.vectors)
            : layer.projectTokens(own, source.table, source.tokens);
        return layer.run(own, drive, options);
      },
    };
  },
  lstm(sizes) {
    const layer = lstm(sizes);
    return {
      params: layer.params,
      run: (values, source, options) => {
        const own = values as Values<LstmParams>;
        const vectors = "vectors" in source ? source.vectors : tf.gather(source.table, source.tokens as tf.Tensor1D);
        const { states, last } = layer.run(own, layer.project(own, vectors), options);
        return { states, last: last.h };
      },
    };
  },
};

/**
 * A recurrent net over `[time, batch, ...]`. Bidirectional (Schuster & Paliwal 1997): a second one reads each sequence from
 * its last counted token to its first, and states stand side by side, `[forward, backward]`; beyond a sequence's length the
 * state stands still, so that padding changes nothing.
 *
 * @throws ConfigError for a size below 1.
 */
export function sequenceReader({
  cell,
  bidirectional = false,
  where = `layers/${cell}`,
  ...sizes
}: {
  readonly cell: (typeof cellNames)[number];
  readonly input: number;
  /** Units of each direction. */
  readonly hidden: number;
  readonly bidirectional?: boolean;
  readonly where?: string;
}): SequenceReader {
  const layer = directions[cell]({ ...sizes, where });
  const names = bidirectional ? ["forward", "backward"] : ["forward"];
  const read = (values: Values<ParamTree>, source: Source, lengths?: tf.Tensor): Reading => {
    const found = names.map((name) => {
      const options = { reverse: name === "backward", ...(lengths && { lengths }) };
      return layer.run(values[name] as Values<ParamTree>, source, options);
    });
    const beside = (of: (reading: Reading) => tf.Tensor, axis: number) =>
      found.length === 1 ? of(found[0] as Reading) : tf.concat(found.map(of), axis);
    return { states: beside(({ states }) => states, 2), last: beside(({ last }) => last, 1) };
  };
  return {
    params: Object.fromEntries(names.map((name) => [name, layer.params])),
    width: sizes.hidden * names.length,
    read: (values, vectors, lengths) => read(values, { vectors }, lengths),
    readTokens: (values, table, tokens, lengths) => read(values, { table, tokens }, lengths),
  };
}

import type { Named, ParamTree, Values } from "@elbo/spec";
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

/** What a reader knows beside the sequence. */
export interface ReadingOptions {
  /** int32 `[batch]`: tokens that count; all without them. */
  readonly lengths?: tf.Tensor | undefined;
  /** By direction, `[batch, gates]`: what another input adds to the gates at each step. */
  readonly each?: Named<tf.Tensor> | undefined;
}

/** A recurrent net that reads a sequence in one direction or both, whatever its cell. */
export interface SequenceReader {
  /** One set of a cell's parameters per direction: `forward`, and `backward`. */
  readonly params: ParamTree;
  /** Units of a state, both directions together. */
  readonly width: number;
  readonly directions: readonly string[];
  /** Numbers that drive one direction's gates: 3 hidden for a GRU, 4 hidden for an LSTM. */
  readonly gates: number;
  /** x `[time, batch, input]`. */
  read(values: Values<ParamTree>, x: tf.Tensor, options?: ReadingOptions): Reading;
  /** The same for tokens, int32 `[time, batch]`, and the table `[rows, input]` of their vectors. */
  readTokens(values: Values<ParamTree>, table: tf.Tensor, tokens: tf.Tensor, options?: ReadingOptions): Reading;
}

type Source = { readonly vectors: tf.Tensor } | { readonly table: tf.Tensor; readonly tokens: tf.Tensor };

/** How one direction is read. */
interface Way {
  readonly reverse: boolean;
  readonly lengths?: tf.Tensor;
  readonly each?: tf.Tensor;
}

/** One direction of a cell. */
interface Direction {
  readonly params: ParamTree;
  readonly gates: number;
  run(values: Values<ParamTree>, source: Source, way: Way): Reading;
}

interface Sizes {
  readonly input: number;
  readonly hidden: number;
  readonly where: string;
}

/** What a source adds to a layer's gates. */
const driveOf = <V, D>(
  layer: { project(values: V, x: tf.Tensor): D; projectTokens(values: V, table: tf.Tensor, tokens: tf.Tensor): D },
  values: V,
  source: Source,
): D =>
  "vectors" in source
    ? layer.project(values, source.vectors)
    : layer.projectTokens(values, source.table, source.tokens);

const cells: { readonly [K in (typeof cellNames)[number]]: (sizes: Sizes) => Direction } = {
  gru(sizes) {
    const layer = gru(sizes);
    return {
      params: layer.params,
      gates: 3 * sizes.hidden,
      run: (values, source, { each, ...way }) => {
        const own = values as Values<GruParams>;
        return layer.run(own, driveOf(layer, own, source), { ...way, ...(each && { each: layer.drive(each) }) });
      },
    };
  },
  lstm(sizes) {
    const layer = lstm(sizes);
    return {
      params: layer.params,
      gates: 4 * sizes.hidden,
      run: (values, source, { each, ...way }) => {
        const own = values as Values<LstmParams>;
        const drive = driveOf(layer, own, source);
        const { states, last } = layer.run(own, each ? tf.add(drive, each) : drive, way);
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
  const layer = cells[cell]({ ...sizes, where });
  const names = bidirectional ? ["forward", "backward"] : ["forward"];
  const read = (values: Values<ParamTree>, source: Source, { lengths, each }: ReadingOptions = {}): Reading => {
    const found = names.map((name) => {
      const added = each?.[name];
      const way = { reverse: name === "backward", ...(lengths && { lengths }), ...(added && { each: added }) };
      return layer.run(values[name] as Values<ParamTree>, source, way);
    });
    const beside = (of: (reading: Reading) => tf.Tensor, axis: number) =>
      found.length === 1 ? of(found[0] as Reading) : tf.concat(found.map(of), axis);
    return { states: beside(({ states }) => states, 2), last: beside(({ last }) => last, 1) };
  };
  return {
    params: Object.fromEntries(names.map((name) => [name, layer.params])),
    width: sizes.hidden * names.length,
    directions: names,
    gates: layer.gates,
    read: (values, vectors, options) => read(values, { vectors }, options),
    readTokens: (values, table, tokens, options) => read(values, { table, tokens }, options),
  };
}

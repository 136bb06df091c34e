import { createHash } from "node:crypto";
import type { Dataset, Field, Named, Numbers } from "@elbo/spec";
import { checkedSplit, positionsOf } from "../splits/checked-split.ts";
import type { Positions } from "../splits/hold-out.ts";
import { endToken, type Vocabulary } from "./vocabulary.ts";

/** A data set of lines of text. */
export interface TokenDataset extends Dataset {
  readonly vocabulary: Vocabulary;
  text(tokens: Numbers): string;
  tokens(text: string, hidden?: string): readonly number[];
}

/** Lines in one flat array: as many numbers as there are symbols, however long the longest line is. */
interface Ragged {
  readonly tokens: Uint16Array | Uint32Array;
  readonly starts: Uint32Array;
  /** Symbols of the longest line, end marker included. */
  readonly longest: number;
}

const ragged = (lines: readonly string[], vocabulary: Vocabulary): Ragged => {
  const encoded = lines.map((line) => vocabulary.encode(line));
  const starts = new Uint32Array(lines.length + 1);
  for (const [i, line] of encoded.entries()) starts[i + 1] = (starts[i] as number) + line.length + 1;
  const total = starts[lines.length] as number;
  const tokens = vocabulary.size < 65536 ? new Uint16Array(total) : new Uint32Array(total);
  let longest = 1;
  for (const [i, line] of encoded.entries()) {
    tokens.set(line, starts[i]);
    tokens[(starts[i + 1] as number) - 1] = endToken;
    longest = Math.max(longest, line.length + 1);
  }
  return { tokens, starts, longest };
};

/** Of all symbols, in order. */
const fingerprintOf = ({ first, size, decode }: Vocabulary): string => {
  const symbols = Array.from({ length: size - first }, (_, i) => decode([first + i]));
  return createHash("sha256")
    .update(JSON.stringify([first, symbols]))
    .digest("hex");
};

/** Lines, their split, and what else each one carries. */
export interface TokenSource {
  readonly name: string;
  readonly lines: readonly string[];
  readonly vocabulary: Vocabulary;
  /** What became of a line before it was one of `lines`: small letters. */
  readonly fold?: (line: string) => string;
  readonly positions: Positions;
  /** Class of each line. */
  readonly labels?: { readonly values: ArrayLike<number>; readonly categories: number };
}

/**
 * Lines as tokens: 0 padding, 1 end, then symbols. Fields `x` `[time]` int32, where time is the longest line with its end
 * marker; `x.length` `[]` int32, the tokens that count, end marker included; with labels, `label` `[]` int32.
 */
export function createTokenDataset({
  name,
  lines,
  vocabulary,
  fold = (line) => line,
  positions,
  labels,
}: TokenSource): TokenDataset {
  const { tokens, starts, longest } = ragged(lines, vocabulary);
  const fields: Named<Field> = {
    x: {
      shape: [longest],
      dtype: "int32",
      support: "tokens",
      categories: vocabulary.size,
      ...(vocabulary.first > endToken + 1 && { symbolsFrom: vocabulary.first }),
    },
    "x.length": { shape: [], dtype: "int32", support: "count" },
    ...(labels && { label: { shape: [], dtype: "int32", support: "category", categories: labels.categories } }),
  };
  const split = (at: Int32Array) =>
    checkedSplit(`datasets/${name}`, fields, at.length, (indices, into) => {
      const { x, label, "x.length": length } = into;
      for (const [slot, line] of positionsOf(indices, at).entries()) {
        const [from, to] = [starts[line] as number, starts[line + 1] as number];
        if (x) {
          x.set(tokens.subarray(from, to), slot * longest);
          x.fill(0, slot * longest + to - from, (slot + 1) * longest);
        }
        if (length) length[slot] = to - from;
        if (label && labels) label[slot] = labels.values[line] as number;
      }
    });
  return {
    name,
    fields,
    vocabulary,
    fingerprint: fingerprintOf(vocabulary),
    splits: {
      train: split(positions.train),
      ...(positions.validation.length > 0 && { validation: split(positions.validation) }),
      test: split(positions.test),
    },
    text: (line) => vocabulary.decode(line),
    tokens: (line, hidden) => vocabulary.encode(fold(line.trim()), hidden),
  };
}

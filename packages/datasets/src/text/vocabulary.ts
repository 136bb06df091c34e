/** Token numbers that mean the same in every text data set. */
export const paddingToken = 0;
export const endToken = 1;

/** Splits text into symbols and joins them again. */
export interface Unit {
  split(text: string): string[];
  join(symbols: readonly string[]): string;
}

/** Characters: Unicode code points, in Unicode's composed form (NFC). */
export const characters: Unit = {
  split: (text) => [...text.normalize("NFC")],
  join: (symbols) => symbols.join(""),
};

/** Words, numbers and single punctuation marks; joined by blanks. */
export const words: Unit = {
  split: (text) =>
    text.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}]/gu) ?? [],
  join: (symbols) => symbols.join(" "),
};

/** Numbers for symbols: 0 padding, 1 end, 2 unknown where there is one, then the symbols. */
export interface Vocabulary {
  /** Number of tokens, padding and end included. */
  readonly size: number;
  /** The first symbol's. */
  readonly first: number;
  /** Symbols without an end marker; one that is `hidden` is -1. */
  encode(text: string, hidden?: string): number[];
  /** Text up to the first end marker or padding. */
  decode(tokens: ArrayLike<number>): string;
}

/** What stands in a text for a symbol outside the vocabulary. */
export const unknownText = "<unknown>";

const byCodePoint = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const vocabularyOf = (unit: Unit, symbols: readonly string[], unknown: boolean): Vocabulary => {
  const first = unknown ? 3 : 2;
  const numbers = new Map(symbols.map((symbol, i) => [symbol, first + i]));
  return {
    size: first + symbols.length,
    first,
    encode: (text, hidden) =>
      unit.split(text).map((symbol) => {
        if (symbol === hidden) return -1;
        const token = numbers.get(symbol) ?? (unknown ? 2 : undefined);
        if (token === undefined) throw new RangeError(`"${symbol}" is not in the vocabulary`);
        return token;
      }),
    decode(tokens) {
      const found: string[] = [];
      for (let i = 0; i < tokens.length && tokens[i] !== endToken && tokens[i] !== paddingToken; i++) {
        found.push(symbols[(tokens[i] as number) - first] ?? unknownText);
      }
      return unit.join(found);
    },
  };
};

const countSymbols = (unit: Unit, lines: Iterable<string>) => {
  const counts = new Map<string, number>();
  for (const line of lines) for (const symbol of unit.split(line)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return counts;
};

/** Every symbol of `lines`, in order of code points. Nothing is unknown. */
export function wholeVocabulary(unit: Unit, lines: Iterable<string>): Vocabulary {
  return vocabularyOf(unit, [...countSymbols(unit, lines).keys()].sort(byCodePoint), false);
}

/** The `limit` most frequent symbols of `lines`, ties in order of code points; all others are unknown (token 2). */
export function frequentVocabulary(unit: Unit, lines: Iterable<string>, limit: number): Vocabulary {
  const counts = [...countSymbols(unit, lines)].sort(([a, m], [b, n]) => n - m || byCodePoint(a, b));
  return vocabularyOf(
    unit,
    counts.slice(0, limit).map(([symbol]) => symbol),
    true,
  );
}

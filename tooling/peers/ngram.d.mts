/** Rows of token ids. */
type Rows = readonly (readonly number[])[];

export interface Ngram {
  probability(token: number, context: readonly number[]): number;
  logProbability(row: readonly number[]): number;
}
export function trainNgram(rows: Rows, options: { order?: number; start: number; alphabet: readonly number[] }): Ngram;
export function scoreRows(model: Ngram, rows: Rows): { nllPerCharacter: number; nllPerName: number };
export function alphabetOf(data: { vocabulary: number; pad: number; start: number }): number[];

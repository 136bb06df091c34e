export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** A contender's milliseconds per step: best alone, and per round. */
export interface Timed {
  readonly name: string;
  readonly alone: number;
  readonly rounds: readonly number[];
  readonly parameters: number;
  readonly first: number;
}

export function median(values: readonly number[]): number;
export function spread(values: readonly number[]): Spread;
export function ratio(own: readonly number[], peer: readonly number[]): Spread;
export function objections(
  own: Timed,
  other: Timed,
  limits?: { slack?: number; near?: number; redundant?: number },
): string[];
export function powerLaw(points: readonly (readonly [number, number])[]): { exponent: number; factor: number };

import type { Spread, Timed } from "./ratios.mjs";

export interface Result {
  readonly model: string;
  readonly threads: number;
  readonly contenders: readonly Timed[];
}

export interface Standing {
  readonly name: string;
  readonly spread: Spread;
  readonly wanted: number | undefined;
  readonly void: readonly string[];
}

export function shown(spread: Spread, digits: number): string;
export function table(head: readonly unknown[], rows: readonly (readonly unknown[])[]): string;
export function voids(result: Result): Record<string, string[]>;
export function standings(result: Result): Standing[];
export function ratioTable(results: readonly Result[]): string;
export function timeTable(results: readonly Result[]): string;
export function enginesPage(all: {
  machine: string;
  versions: Readonly<Record<string, string>>;
  missing: readonly string[];
  rounds: number;
  milliseconds: number;
  results: readonly Result[];
}): string;

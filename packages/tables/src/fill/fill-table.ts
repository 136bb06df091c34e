import { type Column, hiddenCells } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { replaceCells } from "../csv/cell-text.ts";
import type { RawRow } from "../csv/scan-rows.ts";
import { encodeRows, type TextRow, textOf } from "../model/encode-rows.ts";
import { type ColumnProfile, dataRows, type TableProfile } from "../profile/profile-table.ts";
import { type CellValues, cellValues } from "./cell-values.ts";
import { type CheckedColumn, createCheck } from "./check-cells.ts";
import { type CellGuess, columnsOf, imputeRows } from "./impute-rows.ts";
import { INTERVAL_DRAWS, intervalOf, likelySet } from "./intervals.ts";

/** A cell that was filled. */
export interface FilledCell {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  /** Bounds of numbers and grades. */
  readonly low?: string;
  readonly high?: string;
  /** Of kinds: the probability of `value`, and the likeliest that together reach the level. */
  readonly probability?: number;
  readonly among?: readonly string[];
}

/** How to fill a table. */
export interface FillOptions {
  /** L, draws of z per row; default 1000. */
  readonly samples?: number;
  /** How many tables of draws to write, instead of one of means and likeliest values. */
  readonly imputations?: number;
  /** Level of intervals, in 0..1; default 0.9. */
  readonly level?: number;
  /** What the model has not seen: filled as well, aside, and compared with what is there. */
  readonly hidden?: { readonly share: number; readonly seed: number };
  readonly seed?: bigint;
  /** Takes the next bytes of a table, by its number from 0. */
  write(table: number, bytes: Uint8Array): Promise<void>;
  onCell?(cell: FilledCell): void;
  readonly onProgress?: (rows: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What was filled, and how sure of it the model is. */
export interface FilledTable {
  readonly rows: number;
  /** Rows with gaps. */
  readonly gapped: number;
  readonly columns: readonly FilledColumn[];
  /** Cells compared with the truth; absent when nothing was hidden. */
  readonly check?: Readonly<Record<string, CheckedColumn>>;
  /** Mean of what `samples` draws were worth. */
  readonly effective: number;
}

/** What was filled of one column. */
export interface FilledColumn {
  readonly name: string;
  readonly missing: number;
  readonly filled: number;
  /** Of numbers: mean width of the intervals, in the column's units. */
  readonly width?: number;
  /** Of kinds: mean probability of what was filled in. */
  readonly probability?: number;
}

/** Rows with gaps that go through the model together, rows at most that wait, and cells at most that are checked. */
const [GAPPED, WAITING, CHECKED] = [256, 4096, 2000];

/** A row that waits to be written. */
interface Waiting {
  readonly row: RawRow;
  readonly text?: TextRow;
  /** Number of the example. */
  readonly number: number;
}

interface Place {
  readonly column: Column;
  readonly profile: ColumnProfile;
  readonly values: CellValues;
}

/** Numbers that overflow leave no draw that has any weight. */
const noAnswer = (line: number, column: string, where: string) =>
  new DataError(`line ${line}: the model finds no value for column "${column}"`, {
    where,
    received: "a row unlike all that it was trained on",
    remedy: "Look for a slip in that row's numbers; list what means missing in --blanks.",
  });

/** @throws DataError when the table lacks a column of the model. */
const placesOf = (vae: Vae, { columns, path, ...signs }: TableProfile): readonly Place[] =>
  columnsOf(vae).map((column) => {
    const profile = columns.find(({ name }) => name === column.name);
    if (!profile) {
      throw new DataError("the table lacks a column that the model was trained on", {
        where: path,
        expected: column.name,
        received: columns.map(({ name }) => name).join(", "),
      });
    }
    return { column, profile, values: cellValues(column, profile, signs) };
  });

/**
 * Fills the gaps of a table, reading and writing it as a stream: what is observed stays as it is to the byte, and what is
 * missing is written as its column writes its values.
 *
 * @throws DataError when the table does not fit the model, the signal's reason when it is aborted.
 */
export async function fillTable(vae: Vae, profile: TableProfile, options: FillOptions): Promise<FilledTable> {
  const { samples = 1000, imputations = 0, level = 0.9, hidden, signal, seed = 0n } = options;
  const places = placesOf(vae, profile);
  const columns = places.map(({ column }) => column);
  const check = hidden && hidden.share > 0 ? createCheck(level) : undefined;
  const found = columns.map(() => ({ filled: 0, width: 0, probability: 0 }));
  const counts = { rows: 0, gapped: 0, effective: 0 };
  const draws = Math.max(imputations, INTERVAL_DRAWS);
  const at = places.map(({ profile: own }) => own.at);
  const how = (first: number) => ({ samples, draws, seed, first, ...(signal ? { signal } : {}) });

  const tell = (line: number, column: number, guess: CellGuess) => {
    const { values, column: about } = places[column] as Place;
    const sums = found[column] as (typeof found)[number];
    if (!Number.isFinite(guess.value)) throw noAnswer(line, about.name, profile.path);
    sums.filled++;
    const value = values.text(guess.value);
    if (guess.masses) {
      const probability = guess.masses[guess.value] as number;
      sums.probability += probability;
      const among = likelySet(guess.masses, level).map(values.text);
      options.onCell?.({ line, column: about.name, value, probability, among });
    } else {
      const { low, high } = intervalOf(guess.draws.map(values.number), level);
      sums.width += high - low;
      const bound = (own: number) => values.text((own - about.mean) / about.deviation);
      options.onCell?.({ line, column: about.name, value, low: bound(low), high: bound(high) });
    }
  };

  const fill = async (waiting: readonly Waiting[]) => {
    const gaps = waiting.flatMap(({ text }) => (text?.cells.includes(undefined) ? [text] : []));
    const guesses = gaps.length
      ? await imputeRows(vae, encodeRows(gaps, columns, profile.path), how(counts.gapped))
      : undefined;
    let gap = 0;
    for (const { row, text } of waiting) {
      const replaced = Array.from({ length: Math.max(1, imputations) }, () => new Map<number, string>());
      if (text?.cells.includes(undefined) && guesses) {
        for (const [column, cell] of text.cells.entries()) {
          if (cell !== undefined) continue;
          const { values, profile: at } = places[column] as Place;
          const guess = guesses.cell(gap, column);
          tell(text.line, column, guess);
          for (const [table, cells] of replaced.entries()) {
            cells.set(at.at, values.cell(imputations > 0 ? (guess.draws[table] as number) : guess.value));
          }
        }
        counts.effective += guesses.imputed.effective[gap] as number;
        gap++;
      }
      for (const [table, cells] of replaced.entries()) await options.write(table, replaceCells(row, cells));
    }
    counts.gapped += gaps.length;
  };

  const compare = async (waiting: readonly Waiting[]) => {
    if (!check || !hidden || check.cells >= CHECKED) return;
    const tested = waiting.flatMap(({ text, number }) => {
      if (!text) return [];
      const away = hiddenCells(number, columns.length, hidden);
      return text.cells.some((cell, i) => cell !== undefined && away[i]) ? [{ text, away }] : [];
    });
    if (tested.length === 0) return;
    const truth = encodeRows(
      tested.map(({ text }) => text),
      columns,
      profile.path,
    );
    const mask = truth.mask.map((seen, at) =>
      tested[Math.floor(at / columns.length)]?.away[at % columns.length] ? 0 : seen,
    );
    const x = truth.x.map((value, at) =>
      mask[at] ? value : columns[at % columns.length]?.type === "positive" ? 1 : 0,
    );
    const guesses = await imputeRows(vae, { x, mask }, { ...how(counts.rows), draws: INTERVAL_DRAWS });
    for (const [row, { away, text }] of tested.entries()) {
      for (const [i, cell] of text.cells.entries()) {
        if (cell === undefined || !away[i]) continue;
        const { column, profile: about, values } = places[i] as Place;
        check.add(column, about, values, truth.x[row * columns.length + i] as number, guesses.cell(row, i));
      }
    }
  };

  let waiting: Waiting[] = [];
  let [gapped, example] = [0, 0];
  const flush = async () => {
    await compare(waiting);
    await fill(waiting);
    counts.rows += waiting.filter(({ text }) => text).length;
    [waiting, gapped] = [[], 0];
    options.onProgress?.(counts.rows, profile.rows);
    signal?.throwIfAborted();
  };
  for await (const { row, example: isExample } of dataRows(profile)) {
    const text = isExample ? textOf(row, at, profile) : undefined;
    waiting.push({ row, number: example, ...(text ? { text } : {}) });
    if (isExample) example++;
    if (text?.cells.includes(undefined)) gapped++;
    if (gapped >= GAPPED || waiting.length >= WAITING) await flush();
  }
  await flush();
  return {
    rows: counts.rows,
    gapped: counts.gapped,
    effective: counts.gapped ? counts.effective / counts.gapped : samples,
    columns: places.map(({ column: { name, values }, profile: { missing } }, i): FilledColumn => {
      const { filled, width, probability } = found[i] as (typeof found)[number];
      if (filled === 0) return { name, missing, filled };
      return { name, missing, filled, ...(values ? { probability: probability / filled } : { width: width / filled }) };
    }),
    ...(check ? { check: check.columns() } : {}),
  };
}

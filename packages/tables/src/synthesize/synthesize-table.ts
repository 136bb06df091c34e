import type { Vae } from "@elbo/vae";
import { cellOf } from "../csv/cell-text.ts";
import { cellValues } from "../fill/cell-values.ts";
import { columnsOf } from "../fill/impute-rows.ts";
import { dataRows, type TableProfile } from "../profile/profile-table.ts";
import type { TypedRows } from "./typed-rows.ts";

/** How to make up rows. */
export interface SynthesizeOptions {
  readonly count: number;
  readonly seed?: bigint;
  /** Where latents come from; default the prior. */
  readonly sampler?: NonNullable<Parameters<Vae["sample"]>[1]>["sampler"];
  write(bytes: Uint8Array): Promise<void>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Rows that are drawn at once. */
const ROWS = 1024;

/** Whether the table's lines end as on Windows. */
async function lineEnd(profile: TableProfile): Promise<string> {
  for await (const { row } of dataRows(profile)) return row.bytes.at(-2) === 0x0d ? "\r\n" : "\n";
  return "\n";
}

/**
 * Draws rows of a table, z ~ p(z), then x ~ p(x|z), and writes them as the table writes its own: names, delimiter, decimals, kinds.
 * Columns that stay out of the model are left out. Returns the rows as they can be read from what was written, in the model's numbers.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function synthesizeTable(vae: Vae, profile: TableProfile, options: SynthesizeOptions): Promise<TypedRows> {
  const { count, seed = 1n, sampler, signal } = options;
  const { delimiter } = profile;
  const columns = columnsOf(vae);
  const places = profile.columns.flatMap((about) => {
    const at = columns.findIndex(({ name }) => name === about.name);
    const column = columns[at];
    return column ? [{ at, column, values: cellValues(column, about, profile) }] : [];
  });
  const end = await lineEnd(profile);
  const encoder = new TextEncoder();
  const line = (cells: readonly string[]) => encoder.encode(`${cells.join(delimiter)}${end}`);
  if (profile.header)
    await options.write(line(places.map(({ column: { name } }) => cellOf(name, { delimiter, quoted: false }))));
  const values = new Float32Array(count * columns.length);
  for (let first = 0; first < count; first += ROWS) {
    const rows = Math.min(ROWS, count - first);
    const how = { drawn: true, seed: seed + BigInt(first / ROWS), ...(sampler ? { sampler } : {}) };
    const { x } = await vae.sample(ROWS, how);
    for (let row = 0; row < rows; row++) {
      const drawn = x.subarray(row * columns.length, (row + 1) * columns.length);
      for (const { at, column, values: own } of places) {
        const value = drawn[at] as number;
        const written = column.values ? value : (own.rounded(value) - column.mean) / column.deviation;
        values[(first + row) * columns.length + at] = written;
      }
      await options.write(line(places.map(({ at, values: own }) => own.cell(drawn[at] as number))));
    }
    options.onProgress?.(first + rows, count);
    signal?.throwIfAborted();
  }
  return { columns, values };
}

import { DataError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { cellValue } from "../csv/cell-text.ts";
import type { RawRow } from "../csv/scan-rows.ts";
import { columnsOf } from "../fill/impute-rows.ts";
import { profileForModel } from "../profile/profile-for-model.ts";
import { dataRows, type TableOptions } from "../profile/profile-table.ts";
import { type EncodedRows, encodeRows, type TextRow } from "./encode-rows.ts";

/** Rows of a file as a model reads them, and the line on which each begins. */
export interface FileRows extends EncodedRows {
  readonly lines: readonly number[];
}

const CHUNK = 1024;

/**
 * All rows of a CSV file for a model of tables, 4 bytes a number.
 *
 * @throws DataError for a table that lacks a column of the model, for cells that the model does not know (with the line), and
 *   for gaps where the model was trained on whole rows.
 */
export async function readTableRows(
  vae: Pick<Vae, "config" | "dataset">,
  path: string,
  options: Pick<TableOptions, "delimiter" | "decimal" | "header" | "blanks"> = {},
): Promise<FileRows> {
  const profile = await profileForModel(vae, path, options);
  const columns = columnsOf(vae);
  const places = columns.map(({ name }) => {
    const found = profile.columns.find((column) => column.name === name);
    if (found && (found.missing === 0 || "x.mask" in vae.dataset.fields)) return found.at;
    throw new DataError(
      found ? `column "${name}" has gaps` : "the table lacks a column that the model was trained on",
      {
        where: path,
        expected: found ? "whole rows, as the model was trained on" : name,
        received: found ? `${found.missing} missing cells` : profile.columns.map((column) => column.name).join(", "),
        ...(found ? { remedy: "Train with data.missing=mask, or fill the gaps first." } : {}),
      },
    );
  });
  const width = columns.length;
  const x = new Float32Array(profile.rows * width);
  const mask = new Float32Array(profile.rows * width);
  const lines: number[] = [];
  let waiting: TextRow[] = [];
  const flush = () => {
    const at = (lines.length - waiting.length) * width;
    const encoded = encodeRows(waiting, columns, path);
    x.set(encoded.x, at);
    mask.set(encoded.mask, at);
    waiting = [];
  };
  for await (const { row, example } of dataRows(profile)) {
    if (!example) continue;
    const cells = places.map((at) => {
      const text = cellValue(row, row.cells[at] as RawRow["cells"][number], profile.decimal);
      return profile.blanks.includes(text) ? undefined : text;
    });
    lines.push(row.line);
    waiting.push({ line: row.line, cells });
    if (waiting.length >= CHUNK) flush();
  }
  flush();
  return { x, mask, lines };
}

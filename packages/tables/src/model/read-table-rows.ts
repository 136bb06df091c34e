import { DataError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { columnsOf } from "../fill/impute-rows.ts";
import { dataRows, profileTable, type TableOptions } from "../profile/profile-table.ts";
import { type EncodedRows, encodeRows, type TextRow, textOf } from "./encode-rows.ts";

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
  const columns = columnsOf(vae);
  const profile = await profileTable(path, { ...options, known: columns });
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
    lines.push(row.line);
    waiting.push(textOf(row, places, profile));
    if (waiting.length >= CHUNK) flush();
  }
  flush();
  return { x, mask, lines };
}

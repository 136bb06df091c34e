import { resolve } from "node:path";
import type { Decimal } from "@elbo/datasets";
import type { Vae } from "@elbo/vae";
import { columnsOf } from "../fill/impute-rows.ts";
import { mergeFormats } from "./number-format.ts";
import { profileTable, type TableOptions, type TableProfile } from "./profile-table.ts";

/** How a model's own data, where it is a table in a file, is to be read. */
interface OwnTable {
  readonly path?: string;
  readonly delimiter?: string;
  readonly decimal?: "auto" | Decimal;
  readonly header?: TableOptions["header"];
  readonly blanks?: readonly string[];
}

/**
 * Tells what a table holds for a model that exists: its columns hold what they held when it was trained, whatever few cells here
 * show, and write numbers as both tables do. Other columns stay out.
 *
 * @throws DataError as `profileTable`, also for the table that the model was trained on.
 */
export async function profileForModel(
  vae: Pick<Vae, "config" | "dataset">,
  path: string,
  options: Pick<TableOptions, "delimiter" | "decimal" | "header" | "blanks"> = {},
): Promise<TableProfile> {
  const known = columnsOf(vae);
  const profile = await profileTable(path, { ...options, known });
  const { path: own, delimiter, ...more } = vae.config.data as OwnTable;
  if (own === undefined || delimiter === undefined || resolve(own) === resolve(path)) return profile;
  const { header, blanks, decimal = "auto" } = more;
  const trained = await profileTable(own, {
    ...(delimiter === "auto" ? {} : { delimiter }),
    ...(decimal === "auto" ? {} : { decimal }),
    ...(header ? { header } : {}),
    ...(blanks ? { blanks } : {}),
    known,
  });
  const columns = profile.columns.map((column) => {
    const format = mergeFormats(column.format, trained.columns.find(({ name }) => name === column.name)?.format);
    return column.left === undefined && format ? { ...column, format } : column;
  });
  return { ...profile, columns };
}

import { parse } from "csv-parse/sync";
import { cutting } from "./cutting.ts";
import { headOf } from "./head-of.ts";

/** What stands before a number's decimals. */
export type Decimal = "." | ",";

const withComma = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i;
const withPoint = /^[-+]?\d*\.\d+(e[-+]?\d+)?$/i;
/** May be a thousand as well: 1,000. */
const grouped = /^[-+]?\d{1,3},\d{3}$/;

/** A number as JavaScript reads it; any other text as it is. */
export const pointed = (cell: string, decimal: Decimal): string =>
  decimal === "," && withComma.test(cell) ? cell.replace(",", ".") : cell;

/** A number with the table's own decimal sign; any other text as it is. */
export const signed = (cell: string, decimal: Decimal): string =>
  decimal === "," && withPoint.test(cell) ? cell.replace(".", ",") : cell;

/**
 * A comma where numbers of the first lines have one and none has a point. Commas that may all stand after thousands do not
 * count.
 */
export async function findDecimal(path: string, delimiter: string): Promise<Decimal> {
  let rows: string[][];
  try {
    rows = parse(await headOf(path), { ...cutting, delimiter, trim: true, relax_column_count: true });
  } catch {
    return ".";
  }
  const cells = rows.flat();
  const commas = cells.filter((cell) => withComma.test(cell));
  return commas.some((cell) => !grouped.test(cell)) && !cells.some((cell) => withPoint.test(cell)) ? "," : ".";
}

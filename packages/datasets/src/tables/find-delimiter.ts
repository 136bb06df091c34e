import { parse } from "csv-parse/sync";
import { cutting } from "./cutting.ts";
import { headOf } from "./head-of.ts";

/** The comma comes last: it also stands inside numbers and sentences. */
const CANDIDATES = ["\t", ";", "|", ","] as const;
const LINES = 20;

/** Cells per line when `text` is cut at `delimiter`; 1 when lines differ or the text cannot be cut so. */
function columns(text: string, delimiter: string): number {
  try {
    const rows: string[][] = parse(text, { ...cutting, delimiter, to: LINES });
    return rows[0]?.length ?? 1;
  } catch {
    return 1;
  }
}

/** What stands between the cells of a table: of tab, semicolon, bar and comma the first that cuts all first lines alike. */
export async function findDelimiter(path: string): Promise<string> {
  const head = await headOf(path);
  return CANDIDATES.find((delimiter) => columns(head, delimiter) > 1) ?? ",";
}

import { open } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { cutting } from "./cutting.ts";

/** The comma comes last: it also stands inside numbers and sentences. */
const CANDIDATES = ["\t", ";", "|", ","] as const;
const LINES = 20;
const BYTES = 2 ** 16;

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
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(BYTES), 0, BYTES, 0);
    const read = buffer.toString("utf8", 0, bytesRead);
    const whole = bytesRead < BYTES ? read : read.slice(0, read.lastIndexOf("\n") + 1);
    return CANDIDATES.find((delimiter) => columns(whole, delimiter) > 1) ?? ",";
  } finally {
    await file.close();
  }
}

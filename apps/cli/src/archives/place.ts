import { createHash } from "node:crypto";
import { join } from "node:path";
import { DataError } from "@elbo/spec";

/** What never stands in a part of a name in an archive, whatever system it is opened on; a colon only where it names a drive. */
const odd = process.platform === "win32" ? /[\\:\0]/ : /[\\\0]/;

/** Whether a name in an archive leads below the folder that it is restored in, and nowhere else. */
export const isPlace = (name: string): boolean =>
  name.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !odd.test(part));

/** A path below the folder, and nowhere else. @throws DataError for any other name. */
export function placeOf(folder: string, name: string): string {
  if (isPlace(name)) return join(folder, ...name.split("/"));
  throw new DataError("a name that would leave the folder", {
    where: JSON.stringify(name),
    remedy: "This archive was not written by elbo compress.",
  });
}

/** Bytes of a name: file systems allow 255. */
const LONGEST = 255;
const CUT = ".partial";

/**
 * The name of a file that could be restored in part: NAME.partial. A last part too long for that loses its end to a number of its own, so that
 * what could be compressed can be restored.
 */
export function cutName(name: string): string {
  const parts = name.split("/");
  const last = parts.pop() as string;
  if (Buffer.byteLength(last) + CUT.length <= LONGEST) return `${name}${CUT}`;
  const mark = `.${createHash("sha256").update(last).digest("hex").slice(0, 8)}`;
  let begin = "";
  for (const letter of last) {
    if (Buffer.byteLength(begin + letter) > LONGEST - mark.length - CUT.length) break;
    begin += letter;
  }
  return [...parts, `${begin}${mark}${CUT}`].join("/");
}

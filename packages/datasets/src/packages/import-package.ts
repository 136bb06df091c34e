import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { findPackage } from "./find-package.ts";

/**
 * What an installed npm package exports.
 *
 * @throws DataError with the line that installs it.
 */
export async function importPackage<T>(name: string, version: string): Promise<T> {
  const folder = findPackage(name, version);
  return (await import(pathToFileURL(createRequire(import.meta.url).resolve(folder)).href)) as T;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** One file of the repository. `path` is relative to its root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What the rules look at: source files, and the manifest of each package by its folder. */
export interface Tree {
  readonly files: readonly SourceFile[];
  readonly manifests: Readonly<Record<string, Manifest>>;
}

export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A rule returns one line per offence, beginning with the path. */
export type Rule = (tree: Tree) => string[];

const sourceFolders = ["src", "e2e", "assembly"];
const sourceEnding = /\.(?:m?ts|tsx|mjs|py)$/;

/** Reads the whole repository from disk. */
export function readTree(root: string): Tree {
  const read = (path: string) => readFileSync(posix.join(root, path), "utf8");
  const under = (folder: string) =>
    existsSync(posix.join(root, folder))
      ? readdirSync(posix.join(root, folder), { recursive: true, encoding: "utf8" })
          .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
          .filter((path) => sourceEnding.test(path))
      : [];
  const packages = ["packages", "apps"]
    .flatMap((group) => readdirSync(posix.join(root, group)).map((name) => posix.join(group, name)))
    .filter((folder) => existsSync(posix.join(root, folder, "package.json")));
  const folders = [...packages.flatMap((folder) => sourceFolders.map((name) => posix.join(folder, name))), "tooling"];
  const files = folders.flatMap(under).map((path) => ({ path, text: read(path) }));
  const manifests = packages.map((folder) => [folder, JSON.parse(read(`${folder}/package.json`)) as Manifest] as const);
  return { files, manifests: Object.fromEntries(manifests) };
}

/** `packages/priors` for `packages/priors/src/x.ts`; undefined outside of a package. */
export function packageFolder(path: string): string | undefined {
  return /^(?:packages|apps)\/[^/]+/.exec(path)?.[0];
}

/** Everything that a file imports, re-exports or loads, type-only imports included. */
export function importsOf(file: SourceFile): string[] {
  if (!/\.m?[jt]sx?$/.test(file.path)) return [];
  return ts.preProcessFile(file.text, true, true).importedFiles.map((found) => found.fileName);
}

/** Where a relative import leads, as a path of the tree. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

export const isTest = (path: string) =>
  /\.test\.tsx?$/.test(path) || /\/(e2e|test-support)\//.test(path) || path.startsWith("packages/vae/src/conformance/");

// What one file may be: its size, its name, what it exports, and the test beside it.
import { posix } from "node:path";
import { isTest, type Rule, type SourceFile } from "./tree.ts";

const maxLines = 300;
const maxBytes = 12 * 1024;
const vague = /^(?:utils?|helpers?|common|misc)$/;

const exempt = (path: string) => /\/(?:generated|fixtures)\//.test(path);
const words = (path: string) => posix.basename(path).split(/[.-]/);

/** At most 300 lines and 12 kB: a file holds one idea. */
export const small: Rule = (tree) =>
  tree.files
    .filter((file) => !exempt(file.path))
    .flatMap((file) => {
      const lines = file.text.trimEnd().split("\n").length;
      const bytes = Buffer.byteLength(file.text);
      if (lines > maxLines) return [`${file.path}: ${lines} lines, at most ${maxLines}`];
      return bytes > maxBytes ? [`${file.path}: ${bytes} bytes, at most ${maxBytes}`] : [];
    });

/** A file or folder is named after what it holds. */
export const named: Rule = (tree) =>
  tree.files
    .filter(({ path }) => path.split("/").some((part) => vague.test(part)) || vague.test(words(path)[0] ?? ""))
    .map(({ path }) => `${path}: says nothing by its name`);

/** What a module offers is written out. */
export const explicitExports: Rule = (tree) =>
  tree.files
    .filter((file) => /\.tsx?$/.test(file.path) && /^\s*export\s+(?:type\s+)?\*/m.test(file.text))
    .map(({ path }) => `${path}: exports *; name what it exports`);

/** Exports a Definition: `export const x: Definition<..> =`, `export const x = {..} satisfies Definition<..>`. */
export function definesPart({ path, text }: SourceFile): boolean {
  if (isTest(path) || !/^packages\/[^/]+\/src\//.test(path)) return false;
  return (
    /^export const \w+\s*:\s*Definition\b/m.test(text) || /^export const [\s\S]*?\bsatisfies Definition\b/m.test(text)
  );
}

/** Each part has its test beside it. */
export const paired: Rule = (tree) => {
  const paths = new Set(tree.files.map((file) => file.path));
  return tree.files
    .filter((file) => definesPart(file) && !paths.has(file.path.replace(/\.ts$/, ".test.ts")))
    .map(({ path }) => `${path}: defines a part and has no ${posix.basename(path, ".ts")}.test.ts beside it`);
};

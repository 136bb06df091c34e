import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Fence, fencesOf } from "./fences.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const foldersOf = (path: string) =>
  existsSync(join(root, path))
    ? readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${path}/${name}`)
    : [];

/** A page of documentation and its blocks. */
export interface Page {
  /** Relative to the clone. */
  readonly path: string;
  readonly fences: readonly Fence[];
}

/** Every README and guide. */
export function pages(): Page[] {
  const readmes = [".", ...["packages", "apps", "examples"].flatMap(foldersOf)].map((folder) =>
    join(folder, "README.md"),
  );
  const guides = existsSync(join(root, "docs/guides")) ? readdirSync(join(root, "docs/guides")) : [];
  return [...readmes, "FEATURES.md", "CONTRIBUTING.md", "docs/cli.md", ...guides.map((name) => `docs/guides/${name}`)]
    .filter((path) => path.endsWith(".md") && existsSync(join(root, path)))
    .map((path) => ({ path, fences: fencesOf(readFileSync(join(root, path), "utf8")) }));
}

/** Packages whose own test runs the TypeScript of their README. */
export const runsItself = ({ path }: Page): boolean =>
  existsSync(join(root, path.replace(/README\.md$/, ""), "src/documented.test.ts"));

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const biome = join(dirname(createRequire(import.meta.url).resolve("@biomejs/biome/package.json")), "bin/biome");

/** The repository's own lint settings, in a tree of their own without git. */
export function openLint() {
  const scratch = mkdtempSync(join(tmpdir(), "elbo-lint-"));
  const settings = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  writeFileSync(join(scratch, "biome.json"), JSON.stringify({ ...settings, vcs: { enabled: false } }));
  for (const rules of readdirSync(join(root, "tooling")).filter((name) => name.endsWith(".grit"))) {
    cpSync(join(root, "tooling", rules), join(scratch, "tooling", rules));
  }
  return {
    /** The lines of `source`, standing at `path`, that are refused with a message like `what`. */
    refusedLines(what: RegExp, source: readonly string[], path = "packages/priors/src/bad-part.ts"): number[] {
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), `${source.join("\n")}\n`);
      const args = [biome, "lint", "--reporter=json", "--max-diagnostics=100", path];
      const { stdout } = spawnSync(process.execPath, args, { cwd: scratch, encoding: "utf8" });
      const { diagnostics } = JSON.parse(stdout) as {
        diagnostics: { message: string; location: { start: { line: number } } }[];
      };
      return diagnostics.filter(({ message }) => what.test(message)).map(({ location }) => location.start.line);
    },
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

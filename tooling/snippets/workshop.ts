import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./pages.ts";

/** Commands that a page may name and that something else than the page's test runs. */
export const elsewhere: Readonly<Record<string, string>> = {
  "npm start": "installs, builds, then runs `elbo bench quick`, which the README names and this test runs",
  "npm test": "this test is a part of it",
  "npm run demo": "its parts are tested one by one in apps/demo/e2e",
};

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** A folder outside the clone, as a reader would have it. */
export interface Workshop {
  readonly folder: string;
  write(file: string, text: string): void;
  /** A shell script, stopped at the first command that fails. */
  shell(script: string): Promise<Ran>;
  /** A TypeScript or JavaScript module, its types removed; trainings are cut short as `elbo.mjs` does. */
  module(code: string): Promise<Ran>;
}

const steps = process.env.ELBO_SNIPPET_STEPS ?? "3";

/** `epochs: 10` in a module becomes few steps, large evaluations become small ones. */
export const shortModule = (code: string): string =>
  steps === "full"
    ? code
    : code
        .replaceAll(/\bepochs: \d+/g, `steps: ${steps}`)
        .replaceAll(/\bimportance: \d+/g, "importance: 10")
        .replaceAll(/\blimit: \d+/g, "limit: 100");

const launcher = (script: string) => `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`;
const npx = `#!/bin/sh\n[ "$1" = vitest ] || exit 97\nshift\nexec "${process.execPath}" "${join(root, "node_modules/vitest/vitest.mjs")}" "$@"\n`;
const npm = '#!/bin/sh\n[ "$1 $2 $3" = "run elbo --" ] || exit 97\nshift 3\nexec elbo "$@"\n';

/** Opens a workshop: `elbo` on PATH, the clone's packages linked by `examples/link.mjs`, the examples beside it. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "elbo-page-")));
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  for (const [name, text] of Object.entries({
    elbo: launcher(fileURLToPath(new URL("./elbo.mjs", import.meta.url))),
    npm,
    npx,
  })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NODE_OPTIONS: "", NO_COLOR: "1" };
  const run = (command: string, args: readonly string[]) =>
    new Promise<Ran>((done) => {
      execFile(command, [...args], { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        done({ code: error ? Number(error.code ?? 1) || 1 : 0, output: `${stdout}${stderr}` });
      });
    });
  const linked = await run(process.execPath, [join(root, "examples/link.mjs"), "."]);
  if (linked.code !== 0) throw new Error(linked.output);
  // link.mjs stays a link: it finds the clone by its own place.
  const filter = (file: string) => !file.endsWith("link.mjs") && !file.includes("node_modules");
  cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true, filter });
  symlinkSync(join(root, "examples/link.mjs"), join(folder, "examples/link.mjs"));
  let modules = 0;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  return {
    folder,
    write,
    shell: (script) => run("bash", ["--norc", "-euo", "pipefail", "-c", script]),
    module: (code) => {
      const file = `module-${++modules}.mjs`;
      const { outputText } = ts.transpileModule(shortModule(code), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
      });
      write(file, outputText);
      return run(process.execPath, [file]);
    },
  };
}

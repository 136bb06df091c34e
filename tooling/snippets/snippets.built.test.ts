// Runs every TypeScript, JavaScript and shell block of every README and guide, page by page, in order, in a folder
// outside the clone, with the built packages. YAML blocks with a file name are written there; the others are checked
// as parts of a config: parsed, and wired to their data. Python runs where its packages are; the one page of HTML is opened
// in Chromium by apps/cli/e2e/export.test.ts. `elbo.mjs` says how trainings are cut short. Other languages fail.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { pythonOnnx, runPython } from "../python/onnx-packages.mjs";
import { toolState } from "../required-tools.ts";
import type { Fence } from "./fences.ts";
import { type Page, pages, root, runsItself } from "./pages.ts";
import { elsewhere, openWorkshop, type Workshop } from "./workshop.ts";

const modules = new Set(["ts", "js", "typescript", "javascript", "mjs"]);
const shells = new Set(["sh", "bash", "shell"]);
const shown = new Set(["", "text", "json", "jsonl", "csv", "md", "html"]);
const python = toolState("python-onnx", await pythonOnnx());

/** Comments, and commands that something else runs, are left out of a script; what is left must run. */
const runnable = (script: string) =>
  script
    .split("\n")
    .filter((line) => !(line.replace(/\s+#.*$/, "").trim() in elsewhere))
    .join("\n");

/** Does anything of a page use the file that a block shows? */
const isUsed = ({ fences }: Page, { file = "", line }: Fence) =>
  fences.some((other) => other.line > line && other.code.includes(file.replace(/^.*\//, "").replace(/\.ts$/, "")));

async function runBlock(fence: Fence, page: Page, workshop: Workshop, covered: Set<Fence>): Promise<void> {
  const { language, file, code } = fence;
  if (file !== undefined && language !== "html") {
    expect(isUsed(page, fence), `nothing on the page uses ${file}`).toBe(true);
    return workshop.write(file, code);
  }
  if (shown.has(language) || covered.has(fence)) return;
  if (language === "yaml") return checkConfig(code);
  const ran = modules.has(language)
    ? await workshop.module(code)
    : shells.has(language)
      ? await workshop.shell(runnable(code))
      : language === "python"
        ? await runPython(["-c", code], { cwd: workshop.folder })
        : { code: 1, output: `nothing here runs "${language}"` };
  expect(ran.code, `${page.path}:${fence.line}\n${ran.output.slice(-4000)}`).toBe(0);
}

/** Fills a fragment up to a whole config, parses it, and wires its parts to its data. */
let checkConfig: (yaml: string) => Promise<void>;

beforeAll(async () => {
  const require = createRequire(join(root, "apps/cli/package.json"));
  const load = async (name: string) => import(pathToFileURL(require.resolve(name)).href);
  const [{ parse }, vae, { builtInParts }] = [await load("yaml"), await load("@elbo/vae"), await load("@elbo/vae/all")];
  const registry = vae.createRegistry(builtInParts);
  const dense = { kind: "dense", hidden: [64] };
  const base = {
    data: { kind: "mnist" },
    likelihood: { kind: "bernoulli" },
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: 20 } },
    decoder: dense,
    encoder: dense,
    loss: { kind: "elbo" },
  };
  checkConfig = async (yaml) => {
    const { dataset } = await vae.assemble(vae.parseConfig({ ...base, ...parse(yaml) }, registry), registry);
    await dataset.close?.();
  };
});

describe("commands that pages name and something else runs", () => {
  const { scripts } = createRequire(import.meta.url)("../../package.json") as { scripts: Record<string, string> };
  for (const [command, why] of Object.entries(elsewhere)) {
    it(`${command}: ${why}`, () => {
      const script = command.replace(/^npm (?:run )?/, "");
      expect(script in scripts || existsSync(join(root, command))).toBe(true);
      expect(pages().some(({ fences }) => fences.some(({ code }) => code.includes(command)))).toBe(true);
    });
  }
});

for (const page of pages()) {
  const own = runsItself(page) ? page.fences.find(({ language }) => modules.has(language)) : undefined;
  const covered = new Set<Fence>(own ? [own] : []);
  if (page.fences.length === 0) continue;
  describe(page.path, () => {
    let workshop: Workshop;
    beforeAll(async () => {
      workshop = await openWorkshop();
    });
    for (const fence of page.fences) {
      const title = `line ${fence.line}: ${fence.language || "text"}${fence.file ? ` ${fence.file}` : ""}`;
      const left = fence.language === "python" && python.skip;
      it.skipIf(left)(
        left
          ? `${title}${python.why}`
          : covered.has(fence)
            ? `${title}, run by the package's own documented.test.ts`
            : title,
        () => runBlock(fence, page, workshop, covered),
      );
    }
  });
}

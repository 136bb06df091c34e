import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, preview } from "vite";
import { startBrowser, type Watched, watch } from "../../../../tooling/browser.ts";
import { fromText, toText } from "../../../../tooling/compression/archive-trip.mjs";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);

/** Somewhere that archives are written and read. */
export interface Trips {
  toArchive(packed: Uint8Array, examples: Uint8Array): Promise<Uint8Array>;
  fromArchive(archive: Uint8Array): Promise<Uint8Array>;
}

/** A process of Node for each archive. @throws Error when the runtime has other threads than those asked for. */
export function nodeTrips(threads: number): Trips {
  const inFiles = async (way: string, inputs: readonly Uint8Array[]) => {
    const folder = await mkdtemp(join(tmpdir(), "elbo-trips-"));
    try {
      const files = [...inputs.keys(), "out"].map((name) => join(folder, `${name}`));
      for (const [i, bytes] of inputs.entries()) await writeFile(files[i] as string, bytes);
      const script = here("archive-process.mjs");
      const { stdout } = await run(process.execPath, [script, `${threads}`, way, ...files]);
      if (Number(stdout) !== threads) throw new Error(`${stdout.trim()} threads instead of ${threads}`);
      return new Uint8Array(await readFile(join(folder, "out")));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return {
    toArchive: (packed, examples) => inFiles("to", [packed, examples]),
    fromArchive: (archive) => inFiles("from", [archive]),
  };
}

/** What the page offers. */
interface PageTrip {
  readonly text: string;
  readonly threads: number;
}

/** Chromium, a tab for each number of threads, on a page that is isolated from other origins, so that it may have two. */
export async function browserTrips(): Promise<{
  readonly watched: readonly Watched[];
  open(threads: number): Promise<Trips>;
  close(): Promise<void>;
}> {
  const outDir = await mkdtemp(join(tmpdir(), "elbo-trips-page-"));
  const where = {
    configFile: here("../../vite.config.ts"),
    root: here("page"),
    publicDir: false as const,
    logLevel: "error" as const,
  };
  await build({ ...where, build: { outDir, emptyOutDir: true } });
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  };
  const server = await preview({ ...where, build: { outDir }, preview: { port: 0, host: "127.0.0.1", headers } });
  const chromium = await startBrowser();
  const { port } = server.httpServer.address() as { readonly port: number };
  const origin = `http://127.0.0.1:${port}`;
  const watched: Watched[] = [];
  return {
    watched,
    open: async (threads) => {
      const tab = await chromium.newPage();
      watched.push(watch(tab, origin));
      await tab.goto(`${origin}/`);
      await tab.waitForFunction("document.title === 'ready'");
      const ask = async (call: string, ...texts: readonly string[]) => {
        const words = [`${threads}`, ...texts.map((text) => JSON.stringify(text))].join(",");
        const found = (await tab.evaluate(`trips.${call}(${words})`)) as PageTrip;
        if (found.threads !== threads) throw new Error(`${found.threads} threads instead of ${threads}`);
        return fromText(found.text);
      };
      return {
        toArchive: (packed, examples) => ask("toArchive", toText(packed), toText(examples)),
        fromArchive: (archive) => ask("fromArchive", toText(archive)),
      };
    },
    close: async () => {
      await chromium.close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { prepare } from "../../prepare.mjs";

const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));

/** The page as it would be served, with models that were trained shortly. */
export interface Site {
  readonly origin: string;
  /** Where the page's files lie. */
  readonly folder: string;
  /** The run folder of a model. */
  runOf(model: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Trains the models for so many steps each, builds the page in a folder of its own, and serves it. A folder that
 * ELBO_DEMO_KEEP names is kept, with its models, for the next time.
 */
export async function openSite(steps: Readonly<Record<string, number>>): Promise<Site> {
  const kept = process.env.ELBO_DEMO_KEEP;
  const at = kept ?? (await mkdtemp(join(tmpdir(), "elbo-demo-")));
  const [publicDir, runs, folder] = [join(at, "public"), join(at, "runs"), join(at, "site")];
  for (const [name, count] of Object.entries(steps)) {
    await prepare({ out: join(publicDir, "models"), runs, only: [name], steps: count });
  }
  const where = { configFile, publicDir, logLevel: "error" as const };
  await build({ ...where, build: { outDir: folder, emptyOutDir: true } });
  const server = await preview({ ...where, build: { outDir: folder }, preview: { port: 0, host: "127.0.0.1" } });
  const { port } = server.httpServer.address() as { readonly port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    folder,
    runOf: async (model) => {
      const found = (await readdir(runs)).find((name) => name.startsWith(`${model}-`));
      return join(runs, found ?? model);
    },
    close: async () => {
      await server.close();
      if (!kept) await rm(at, { recursive: true, force: true });
    },
  };
}

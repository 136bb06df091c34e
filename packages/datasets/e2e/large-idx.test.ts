import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "elbo-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = 2_750_000; // x 784 bytes = 2.2 GB

/** A sparse file: its length counts, its holes read as zeros and take no disk. */
function sparseIdx(file: string): void {
  const header = Buffer.alloc(16);
  for (const [at, value] of [2051, examples, 28, 28].entries()) header.writeUInt32BE(value, 4 * at);
  const handle = openSync(file, "w");
  writeSync(handle, header);
  ftruncateSync(handle, 16 + examples * 784);
  closeSync(handle);
}

it("trains on a 2 GB file in a heap of 256 MB", () => {
  const file = join(folder, "large-idx3-ubyte");
  sparseIdx(file);
  const config = {
    data: { kind: "idx", images: file, binarise: "dynamic", test: 0.001 },
    likelihood: { kind: "bernoulli" },
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: 4 } },
    decoder: { kind: "dense", hidden: [32] },
    encoder: { kind: "dense", hidden: [32] },
    loss: { kind: "elbo" },
    training: { steps: 200, batch: 128 },
  };
  const script = `
    import { readFileSync } from "node:fs";
    import { createRegistry, createVae } from "@elbo/vae";
    import { builtInParts } from "@elbo/vae/all";
    const vae = await createVae(${JSON.stringify(config)}, { registry: createRegistry(builtInParts) });
    const { steps } = await vae.train({ root: ${JSON.stringify(folder)} });
    await vae.close();
    const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) / 1024;
    console.log(JSON.stringify({ steps, peak }));
  `;
  const child = spawnSync(process.execPath, ["--max-old-space-size=256", "--input-type=module", "-e", script], {
    cwd: new URL("../../vae", import.meta.url),
    encoding: "utf8",
  });
  expect(child.stderr).toBe("");
  const { steps, peak } = JSON.parse(child.stdout) as { steps: number; peak: number };
  console.info(`peak resident memory ${peak.toFixed(0)} MB for a file of ${((examples * 784) / 1e6).toFixed(0)} MB`);
  expect(steps).toBe(200);
  expect(peak).toBeLessThan(600);
});

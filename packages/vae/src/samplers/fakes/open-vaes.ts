import { type DataFiles, writeDataFiles } from "../../conformance/data-files.ts";
import { configTable, registry } from "../../conformance/open-models.ts";
import { createVae } from "../../vae/create-vae.ts";
import type { Vae } from "../../vae/vae.ts";

/** Models for tests of samplers, closed together. */
export interface Vaes {
  /** One of the conformance table, by name. */
  named(name: string): Promise<Vae>;
  /** A linear encoder at its start: two latents whose codes are far from N(0, I). */
  wide(): Promise<Vae>;
  close(): Promise<void>;
}

/** Opens nothing yet. */
export async function openVaes(): Promise<Vaes> {
  const files: DataFiles = await writeDataFiles();
  const opened: Vae[] = [];
  const open = async (config: object) => {
    const vae = await createVae({ ...config, engine: "cpu" }, { registry });
    opened.push(vae);
    return vae;
  };
  return {
    named: (name) => open(configTable(files)[name] as object),
    wide: () =>
      open({
        data: { kind: "linear-gaussian", size: 6, latents: 2, train: 600, test: 10 },
        likelihood: { kind: "gaussian" },
        latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
        decoder: { kind: "dense", hidden: [] },
        encoder: { kind: "dense", hidden: [] },
        loss: { kind: "elbo" },
        training: { steps: 1 },
      }),
    close: async () => {
      for (const vae of opened) await vae.close();
      await files.remove();
    },
  };
}

/** Mean and covariance [m0, m1, c00, c01, c11] of points in the plane. */
export function planeMoments(z: Float32Array): readonly number[] {
  const rows = z.length / 2;
  const at = (i: number, d: number) => z[2 * i + d] as number;
  const mean = (of: (i: number) => number) =>
    Array.from({ length: rows }, (_, i) => of(i)).reduce((a, b) => a + b, 0) / rows;
  const [m0, m1] = [mean((i) => at(i, 0)), mean((i) => at(i, 1))];
  const cov = (a: number, b: number) => mean((i) => (at(i, a) - (a ? m1 : m0)) * (at(i, b) - (b ? m1 : m0)));
  return [m0, m1, cov(0, 0), cov(0, 1), cov(1, 1)];
}

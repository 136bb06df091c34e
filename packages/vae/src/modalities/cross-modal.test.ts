import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registry } from "../conformance/open-models.ts";
import { createVae } from "../vae/create-vae.ts";

let folder: string;
beforeAll(useCpu);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-modalities-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const of = (hidden: number[]) => {
  const net = { kind: "dense", hidden, activation: "tanh" };
  return { kind: "modalities", of: { x: net, label: net } };
};
const modalities = ["x", "label"];

it.each([
  ["MVAE", { combine: "product" }, { kind: "mvae", modalities }],
  ["MMVAE", { combine: "mixture" }, { kind: "elbo" }],
])("%s learns to make one modality from the other", async (_, posterior, loss) => {
  const vae = await createVae(
    {
      engine: "onnx",
      data: { kind: "labelled-points" },
      likelihood: {
        kind: "modalities",
        of: { x: { kind: "gaussian", sigma: { kind: "fixed", value: 0.3 } }, label: { kind: "categorical" } },
      },
      latents: { kind: "single", posterior: { kind: "experts", modalities, dimension: 2, ...posterior } },
      encoder: of([16]),
      decoder: of([16]),
      loss,
      training: { steps: 600, batch: 24, optimiser: { kind: "adam", rate: 0.01 } },
    },
    { registry },
  );
  await vae.train({ root: folder });
  const { x } = await vae.complete({ label: Int32Array.of(0, 1, 2) });
  [0, 1, 2].forEach((kind) => {
    const [first, second] = (x as Float32Array).subarray(2 * kind, 2 * kind + 2);
    expect(Math.abs((first as number) - (kind - 1)), `class ${kind}`).toBeLessThan(0.4);
    expect(Math.abs((second as number) + 0.5 * kind), `class ${kind}`).toBeLessThan(0.6); // 24 examples of N(-kind / 2, 1)
  });
  const { label } = await vae.complete({ x: Float32Array.of(-1.2, 0, 1.2, -1) });
  expect([...(label as Float32Array)]).toEqual([0, 2]);
  await vae.close();
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRegistry, createVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import * as runtime from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { netCoder } from "../archive/net-coder.ts";
import { type CoderModel, familyOf } from "../model/coder-model.ts";
import { packModel, unpackModel } from "../model/pack-model.ts";
import { openNets } from "./open-nets.ts";
import { lengthsOf } from "./open-steps.ts";
import type { WasmRuntime } from "./runtime.ts";

const TEXT = ["ana", "bob", "otto", "noon ana", "", "b"];
let folder: string;
let model: CoderModel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-open-steps-"));
  const path = join(folder, "lines.txt");
  await writeFile(path, `${Array.from({ length: 40 }, (_, n) => TEXT[n % 4]).join("\n")}\n`);
  const net = { kind: "recurrent", embedding: 3, hidden: 6 };
  const config = {
    engine: "cpu",
    data: { kind: "text", path },
    likelihood: { kind: "categorical" },
    latents: {
      kind: "single",
      posterior: { kind: "gaussian", dimension: 2 },
      prior: { kind: "mixture", components: 3 },
    },
    decoder: net,
    encoder: net,
    loss: { kind: "elbo" },
  };
  const vae = await createVae(config, { registry: createRegistry(builtInParts) });
  model = await vae.exportCoder();
  await vae.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the nets of a model of text under a mixture", () => {
  it("are packed and unpacked whole", () => {
    const again = unpackModel(packModel(model), "x");
    expect(again.text).toEqual({ symbols: ["", "", " ", "a", "b", "n", "o", "t"] });
    expect(familyOf(again)).toBe("categorical");
    expect(again.sites[0]?.mixture?.bytes).toEqual(model.sites[0]?.mixture?.bytes);
    expect(again.steps?.step.bytes).toEqual(model.steps?.step.bytes);
  });

  it("say their mixture, and code lines that come back", async () => {
    const nets = await openNets(runtime as unknown as WasmRuntime, model, { batch: 4 });
    try {
      const [site] = nets.sites;
      expect(site).toMatchObject({ posteriorReads: ["x"], priorReads: [], size: 2 });
      expect(site?.mixture?.logWeights).toHaveLength(3);
      expect(site?.mixture?.scale.every((scale) => scale > 0)).toBe(true);
      const { symbols = [] } = model.text ?? {};
      const longest = model.x.shape[0] as number;
      const rows = TEXT.map((line) => {
        const row = new Uint8Array(longest);
        row.set([...Array.from(line, (symbol) => symbols.indexOf(symbol)), 1]);
        return row;
      });
      const x = Uint8Array.from(rows.flatMap((row) => [...row]));
      const coder = netCoder(nets, { latentBits: 12, lanes: 2 });
      const { code } = await coder.encode(x, TEXT.length);
      expect(Buffer.from(await coder.decode(code, TEXT.length)).equals(x)).toBe(true);
    } finally {
      await nets.close();
    }
  });
});

it("counts the elements of each row up to its end", () => {
  expect([...lengthsOf([3, 4, 1, 0, 1, 0, 0, 0, 2, 2, 2, 2], 3)]).toEqual([3, 1, 4]);
});

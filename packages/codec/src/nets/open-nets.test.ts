import { createRegistry, createVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import * as runtime from "onnxruntime-web";
import { beforeAll, describe, expect, it } from "vitest";
import { netCoder } from "../archive/net-coder.ts";
import type { CoderModel } from "../model/coder-model.ts";
import { modelHash, packModel, unpackModel } from "../model/pack-model.ts";
import type { CodecNets } from "./nets.ts";
import { openNets } from "./open-nets.ts";
import type { WasmRuntime } from "./runtime.ts";

const BATCH = 4;
const wasm = runtime as unknown as WasmRuntime;
const registry = createRegistry(builtInParts);
const dense = { kind: "dense", hidden: [8] };
const config = {
  engine: "cpu",
  data: { kind: "dsprites", test: 5 },
  likelihood: { kind: "bernoulli" },
  latents: {
    kind: "top-down",
    sites: [
      { name: "top", dimension: 2 },
      { name: "bottom", dimension: 3 },
    ],
    widths: [4],
  },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
};

let model: CoderModel;
beforeAll(async () => {
  const vae = await createVae(config, { registry });
  model = await vae.exportCoder();
  await vae.close();
});

/** A blot in each of `count` sprites of 64 x 64. */
const blots = (count: number) =>
  Uint8Array.from({ length: count * 4096 }, (_, i) => (i % 4096 < 100 + i / 4096 ? 1 : 0));
const opened = async <T>(work: (nets: CodecNets) => Promise<T>): Promise<T> => {
  const nets = await openNets(wasm, model, { batch: BATCH });
  try {
    return await work(nets);
  } finally {
    await Promise.all([nets.close(), nets.close()]);
  }
};

describe("the nets of a model", () => {
  it("say what they read, and give laws of the right sizes", () =>
    opened(async (nets) => {
      expect(nets.sites).toEqual([
        { name: "top", size: 2, posteriorReads: ["x"], priorReads: [] },
        { name: "bottom", size: 3, posteriorReads: ["x", "top"], priorReads: ["top"] },
      ]);
      expect(nets.x).toEqual({ shape: [64, 64, 1], levels: 2 });
      const x = blots(BATCH);
      const top = (await nets.posterior("top", x, {})).mean;
      const bottom = await nets.posterior("bottom", x, { top });
      expect(bottom.scale).toHaveLength(BATCH * 3);
      expect(bottom.scale.every((scale) => scale > 0)).toBe(true);
      expect((await nets.prior("bottom", { top })).mean).toHaveLength(BATCH * 3);
      const { family, parameters } = await nets.likelihood({ top, bottom: bottom.mean });
      expect(family).toBe("bernoulli");
      expect(parameters.logits).toHaveLength(BATCH * 4096);
    }));

  it("give the same bits when they are opened again", async () => {
    const run = () =>
      opened(async (nets) => {
        const { mean, scale } = await nets.posterior("top", blots(BATCH), {});
        return Buffer.concat([mean, scale].map(({ buffer }) => Buffer.from(buffer))).toString("hex");
      });
    expect(await run()).toBe(await run());
  });

  it("code examples and give them back", () =>
    opened(async (nets) => {
      const coder = netCoder(nets, { latentBits: 12, lanes: 2 });
      const examples = blots(7);
      const { code } = await coder.encode(examples, 7);
      expect(code.length).toBeLessThan(examples.length);
      expect(Buffer.from(await coder.decode(code, 7)).equals(examples)).toBe(true);
    }));

  it("of a chain inferred from the bottom up are coded by Bit-Swap, on a grid of the model's own, or with all latents first", async () => {
    const latents = { ...config.latents, kind: "bottom-up" };
    const vae = await createVae({ ...config, latents }, { registry });
    const nets = await openNets(wasm, await vae.exportCoder(), { batch: BATCH });
    await vae.close();
    const [top, bottom] = nets.sites;
    expect([top?.posteriorReads, top?.priorReads, top?.grid]).toEqual([["bottom"], [], undefined]);
    expect([bottom?.posteriorReads, bottom?.priorReads]).toEqual([["x"], ["top"]]);
    expect([nets.likelihoodReads, bottom?.grid?.scale.length]).toEqual([["bottom"], 3]);
    const examples = blots(7);
    const initial: number[] = [];
    for (const latentsFirst of [false, true]) {
      const coder = netCoder(nets, { latentBits: 16, lanes: 2, latentsFirst });
      const { code, initialBits } = await coder.encode(examples, 7);
      initial.push(initialBits);
      const reader = netCoder(nets, { latentBits: 16, lanes: 2 }); // the block says how it was made
      expect(Buffer.from(await reader.decode(code, 7)).equals(examples)).toBe(true);
    }
    expect(initial[0]).toBeLessThan(initial[1] as number);
    await nets.close();
  });

  it("refuse to go on with a number that is none", async () => {
    const { likelihood, ...rest } = model;
    // The last net's first weight becomes NaN: the exponent of a float32 filled up.
    if (!likelihood) throw new Error("the model has a likelihood");
    const bytes = Uint8Array.from(likelihood.bytes);
    const values = new Float32Array(1).fill(Number.NaN);
    const at = findFloats(bytes);
    bytes.set(new Uint8Array(values.buffer), at);
    const nets = await openNets(wasm, { ...rest, likelihood: { ...likelihood, bytes } }, { batch: BATCH });
    const z = { top: new Float32Array(2 * BATCH).fill(1), bottom: new Float32Array(3 * BATCH).fill(1) };
    await expect(nets.likelihood(z)).rejects.toThrow(/a net gives NaN/);
    await nets.close();
  });
});

/** Where a stretch of eight plausible weights begins. */
function findFloats(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  const weight = (at: number) => {
    const size = Math.abs(view.getFloat32(at, true));
    return size > 1e-4 && size < 3;
  };
  for (let at = 0; at + 64 < bytes.length; at++) {
    if (Array.from({ length: 16 }, (_, i) => weight(at + 4 * i)).every(Boolean)) return at;
  }
  throw new RangeError("no weights");
}

describe("a packed model", () => {
  it("unpacks to the same nets, and its hash follows its content", () => {
    const packed = packModel(model);
    const again = unpackModel(packed, "x");
    expect(modelHash(packModel(again))).toBe(modelHash(packed));
    expect(again.sites.map(({ name, prior }) => [name, prior !== undefined])).toEqual([
      ["top", false],
      ["bottom", true],
    ]);
    const changed = Uint8Array.from(packed);
    changed[packed.length - 1] = (changed.at(-1) as number) ^ 1;
    expect(modelHash(changed)).not.toBe(modelHash(packed));
  });

  it("is refused when it is cut or no model", () => {
    const packed = packModel(model);
    for (const bytes of [new Uint8Array(), packed.subarray(0, 3), packed.subarray(0, 100), packed.subarray(0, -1)]) {
      expect(() => unpackModel(bytes, "x.elbo")).toThrow(/x.elbo: the model in the archive cannot be read/);
    }
  });
});

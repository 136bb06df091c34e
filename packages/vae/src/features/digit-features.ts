import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createArena } from "@elbo/engine";
import type { Engine, Numbers } from "@elbo/spec";
import { restoreArena } from "../checkpoints/arena-tensors.ts";
import { decodeSafetensors } from "../checkpoints/safetensors.ts";
import { digitNet, digitNetParams, FEATURES } from "./digit-net.ts";

const BATCH = 100;
const SIZE = 784;

/** Tells pictures' features, chunk by chunk. */
export interface DigitFeatures {
  /** `[count, 28, 28, 1]` in 0..1 -> features `[count, 48]` and classes `[count]`. */
  of(pictures: Numbers): Promise<{ readonly features: Float32Array; readonly classes: Int32Array }>;
  dispose(): void;
}

const classOf = (logits: Numbers, row: number): number => {
  const own = Array.from(logits.subarray(row * 10, (row + 1) * 10));
  return own.indexOf(Math.max(...own));
};

/**
 * `digit-features`: the classifier of `digit-net.ts` with its committed weights (`weights/digit-features.safetensors`, made
 * by `tooling/digit-features.mjs` from MNIST's training digits; 99.00 % of the test digits right).
 */
export async function openDigitFeatures(engine: Engine): Promise<DigitFeatures> {
  const home = dirname(createRequire(import.meta.url).resolve("@elbo/vae/package.json"));
  const file = join(home, "weights", "digit-features.safetensors");
  const arena = createArena(digitNetParams);
  restoreArena(arena, decodeSafetensors(new Uint8Array(await readFile(file)), file), { file });
  const inputs = { x: { shape: [BATCH, 28, 28, 1], dtype: "float32" as const } };
  const compiled = await engine.compile(digitNet, { inputs, training: false }, arena);
  return {
    of: async (pictures) => {
      const count = pictures.length / SIZE;
      const features = new Float32Array(count * FEATURES);
      const classes = new Int32Array(count);
      for (let first = 0; first < count; first += BATCH) {
        const rows = Math.min(BATCH, count - first);
        const x = new Float32Array(BATCH * SIZE);
        x.set(pictures.subarray(first * SIZE, (first + rows) * SIZE));
        const out = await compiled.run({ x }, { seed: 0n, step: 0 });
        features.set((out.features as Numbers).subarray(0, rows * FEATURES), first * FEATURES);
        for (let row = 0; row < rows; row++) classes[first + row] = classOf(out.logits as Numbers, row);
      }
      return { features, classes };
    },
    dispose: () => compiled.dispose(),
  };
}

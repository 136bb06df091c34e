import { gzipSync } from "node:zlib";
import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { encodeIdx } from "./encode-idx.ts";
import { createFashionMnistData, fashionMnistData, fashionMnistDataConfig } from "./fashion-mnist.ts";

const { folder, write } = temporaryFolder();
const pixels = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => (i * 31) % 256);
const classes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 10);
await write("train-images-idx3-ubyte.gz", gzipSync(encodeIdx([30, 28, 28], pixels(30))));
await write("train-labels-idx1-ubyte.gz", gzipSync(encodeIdx([30], classes(30))));
await write("t10k-images-idx3-ubyte", encodeIdx([10, 28, 28], pixels(10)));
await write("t10k-labels-idx1-ubyte", encodeIdx([10], classes(10)));
const open = (more: object = {}) =>
  createFashionMnistData(fashionMnistDataConfig.parse({ kind: "fashion-mnist", path: folder, ...more })).open();

describeConformance("fashion-mnist", [...configChecks(fashionMnistData, {}), ...datasetChecks(open)]);

describe("fashion-mnist", () => {
  it("takes plain and packed files from a folder", async () => {
    const data = await open({ binarise: "none", validation: 5 });
    expect([data.splits.train.length, data.splits.validation?.length, data.splits.test.length]).toEqual([25, 5, 10]);
    expect(data.fields.x).toEqual({ shape: [28, 28, 1], dtype: "float32", support: "unit", levels: 256 });
    await data.close?.();
  });

  it("says how to get the files when they are missing", async () => {
    await expect(open({ path: `${folder}/nowhere` })).rejects.toThrow(/apt-get install dataset-fashion-mnist/);
  });
});

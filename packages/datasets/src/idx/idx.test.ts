import { gzipSync } from "node:zlib";
import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { encodeIdx } from "./encode-idx.ts";
import { createIdxData, idxData, idxDataConfig } from "./idx.ts";

const { folder, write } = temporaryFolder();
const values = Uint8Array.from({ length: 40 * 6 }, (_, i) => (i * 37) % 256);
const images = await write("images", encodeIdx([40, 2, 3], values));
const labels = await write(
  "labels",
  encodeIdx(
    [40],
    Uint8Array.from({ length: 40 }, (_, i) => i % 4),
  ),
);
const open = (more: object = {}) => createIdxData(idxDataConfig.parse({ kind: "idx", images, labels, ...more })).open();

describeConformance("idx", [...configChecks(idxData, { images }), ...datasetChecks(open)]);
describeConformance(
  "idx, binarised",
  datasetChecks(() => open({ binarise: "dynamic", validation: 4 })),
);

describe("idx", () => {
  it("reads bytes as grey levels, and labels, of the example asked for", async () => {
    const testImages = await write("more", encodeIdx([3, 2, 3], values.subarray(0, 18)));
    const data = await open({ testImages });
    expect(data.fields.x).toEqual({ shape: [2, 3, 1], dtype: "float32", support: "unit", levels: 256 });
    expect(data.fields.label?.categories).toBe(4);
    const into = { x: new Float32Array(12), label: new Int32Array(2) };
    await data.splits.train.read(Int32Array.from([5, 39]), into);
    expect([...into.label]).toEqual([1, 3]);
    expect(into.x.subarray(0, 6)).toEqual(Float32Array.from(values.subarray(30, 36), (v) => v / 255));
    await data.close?.();
  });

  it("tells which labels a semi-supervised model may see: of training, as many of each class", async () => {
    const data = await open({ labelled: 8, validation: 4 });
    const read = async ({ length, read: into }: (typeof data)["splits"]["test"]) => {
      const fields = { label: new Int32Array(length), "label.known": new Float32Array(length) };
      await into(
        Int32Array.from({ length }, (_, i) => i),
        fields,
      );
      return fields;
    };
    const { label, "label.known": known } = await read(data.splits.train);
    expect([0, 1, 2, 3].map((kind) => known.filter((v, i) => v === 1 && label[i] === kind).length)).toEqual([
      2, 2, 2, 2,
    ]);
    expect((await read(data.splits.test))["label.known"].every((v) => v === 1)).toBe(true);
    await data.close?.();
    expect((await open()).fields).not.toHaveProperty("label.known");
    await expect(open({ labelled: 8, labels: undefined })).rejects.toThrow(/no labels to choose by/);
  });

  it("keeps a few of the training examples, as many of each class, validation among them, and all of a test file", async () => {
    const testImages = await write("kept-test", encodeIdx([3, 2, 3], values.subarray(0, 18)));
    const data = await open({ examples: 10, validation: 2, testImages });
    const { train, validation, test } = data.splits;
    expect([train.length, validation?.length, test.length]).toEqual([8, 2, 3]);
    const label = new Int32Array(10);
    const x = new Float32Array(60);
    await train.read(
      Int32Array.from({ length: 8 }, (_, i) => i),
      { label: label.subarray(0, 8), x: x.subarray(0, 48) },
    );
    await validation?.read(Int32Array.of(0, 1), { label: label.subarray(8), x: x.subarray(48) });
    expect([0, 1, 2, 3].map((kind) => label.filter((v) => v === kind).length)).toEqual([3, 3, 2, 2]);
    expect(new Set(Array.from({ length: 10 }, (_, i) => String(x.subarray(6 * i, 6 * i + 6)))).size).toBe(10);
    await data.close?.();
    await expect(open({ examples: 44 })).rejects.toThrow(/class 0 has too few examples.*expected 11 of each class/s);
    await expect(open({ examples: 8, labels: undefined })).rejects.toThrow(/leave out `examples`/);
  });

  it("reads gzip alike", async () => {
    const packed = await write("images.gz", gzipSync(encodeIdx([40, 2, 3], values)));
    const read = async (path: string) => {
      const data = await open({ images: path, labels: undefined });
      const x = new Float32Array(6);
      await data.splits.train.read(Int32Array.of(7), { x });
      await data.close?.();
      return x;
    };
    expect(await read(packed)).toEqual(await read(images));
  });

  it("names the file, what is wrong, and how much is missing", async () => {
    const cut = await write("cut", encodeIdx([40, 2, 3], values).subarray(0, 200));
    await expect(open({ images: cut })).rejects.toThrow(/cut.*(truncated|missing)/);
    const other = await write("other", Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]));
    await expect(open({ images: other })).rejects.toThrow(/other/);
    await expect(open({ images: `${folder}/none` })).rejects.toThrow(/none/);
    const few = await write("few", encodeIdx([39], new Uint8Array(39)));
    await expect(open({ labels: few })).rejects.toThrow(/39/);
  });
});

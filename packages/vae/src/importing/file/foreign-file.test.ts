import { expect, it } from "vitest";
import { readSafetensors } from "../../checkpoints/read-safetensors.ts";
import { encodeSafetensors } from "../../checkpoints/safetensors.ts";
import { foreignFile } from "./foreign-file.ts";

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

it.each([
  ["torch.save since 1.6", "PK\x03\x04....archive/data.pkl", /torch\.save/, /save_file/],
  ["torch.save before", "\x80\x02\x8a\nl\xfc\x9cF\xf9 j", /torch\.save/, /save_file/],
  ["Keras 3", "PK\x03\x04....metadata.json", /Keras/, /tensorflowjs_converter/],
  ["HDF5", "\x89HDF\r\n\x1a\n", /\.h5/, /tensorflowjs_converter/],
  ["npz", "PK\x03\x04....arr_0.npy", /NumPy/, /safetensors\.numpy/],
  ["a model.json", '{"modelTopology": {}}', /JSON/, /--encoder/],
])("knows %s", (_, text, received, remedy) => {
  const found = foreignFile(bytes(text));
  expect(found?.received).toMatch(received);
  expect(found?.remedy).toMatch(remedy);
});

it("takes a safetensors file for one, whatever the length of its header", () => {
  for (const names of [1, 5, 40, 2000]) {
    const tensors = new Map(
      Array.from({ length: names }, (_, i) => [`w${i}`, { shape: [1], values: Float32Array.of(i) }]),
    );
    const file = Buffer.concat(encodeSafetensors(tensors));
    expect(foreignFile(file), `${names} tensors`).toBeUndefined();
  }
});

it.each([0x7b, 0x17b, 0x7b20, 0x4b50, 0x280])(
  "takes a header of %i bytes for one, whose length begins like another kind",
  (length) => {
    const file = new Uint8Array(8 + length).fill(" ".charCodeAt(0));
    new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
    file.set(bytes("{}"), 8);
    expect(foreignFile(file)).toBeUndefined();
    expect(readSafetensors(file, { file: "w.safetensors", remedy: "" }).size).toBe(0);
  },
);

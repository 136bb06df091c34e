import type { Field, Named, Numbers, Split } from "@elbo/spec";

/** One padded batch: rows beyond `count` repeat the last example and weigh 0. */
export interface PaddedBatch {
  readonly count: number;
  readonly inputs: Named<Numbers>;
  readonly indices: Int32Array;
}

/** Room for `batch` examples of a field. */
export const numbersFor = ({ dtype, shape }: Field, batch: number): Numbers => {
  const size = batch * shape.reduce((a, b) => a * b, 1);
  return dtype === "float32" ? new Float32Array(size) : dtype === "int32" ? new Int32Array(size) : new Uint8Array(size);
};

/** Reads examples `first .. first + limit` of a split in order, in padded batches of one size. */
export async function* readBatches(
  split: Split,
  fields: Named<Field>,
  { batch, limit = split.length, seed }: { readonly batch: number; readonly limit?: number; readonly seed: bigint },
): AsyncGenerator<PaddedBatch> {
  const total = Math.min(limit, split.length);
  for (let first = 0; first < total; first += batch) {
    const count = Math.min(batch, total - first);
    const indices = Int32Array.from({ length: batch }, (_, i) => Math.min(first + i, total - 1));
    const inputs = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, numbersFor(field, batch)]));
    await split.read(indices, inputs, { seed, step: 0 });
    const weight = Float32Array.from({ length: batch }, (_, i) => (i < count ? 1 : 0));
    yield { count, indices: indices.subarray(0, count), inputs: { ...inputs, weight } };
  }
}

import { mnistData } from "@elbo/datasets";

/** The first test digits: `x` `[digit, 28, 28, 1]` in 0..1, `grey` the same in bytes, `labels`. */
export async function readDigits(count) {
  const dataset = await mnistData.create(mnistData.config().parse({ kind: "mnist", binarise: "none" })).open();
  const x = new Float32Array(count * 784);
  const label = new Int32Array(count);
  await dataset.splits.test.read(
    Int32Array.from({ length: count }, (_, i) => i),
    { x, label },
  );
  await dataset.close?.();
  return { x, grey: Uint8Array.from(x, (value) => Math.round(255 * value)), labels: Uint8Array.from(label) };
}

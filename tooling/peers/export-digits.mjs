// Digits as a config's data set binarises them, for the peers that are not written in JavaScript: one byte a pixel, 0 or 1, row by
// row, a file a split (train.u8, validation.u8, test.u8).
// Usage, after a build: node tooling/peers/export-digits.mjs FOLDER [SEED]
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const built = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));
const [folder, seed = "1"] = process.argv.slice(2);

const { mnistData } = await built("datasets");
const config = { kind: "mnist", binarise: "static", validation: 10000, held: "last", seed: Number(seed) };
const dataset = await mnistData.create(mnistData.config(() => undefined).parse(config), {}).open();
mkdirSync(folder, { recursive: true });
for (const [name, split] of Object.entries(dataset.splits)) {
  const x = new Float32Array(split.length * 784);
  await split.read(
    Int32Array.from({ length: split.length }, (_, i) => i),
    { x },
    { seed: 0n, step: 0 },
  );
  writeFileSync(join(folder, `${name}.u8`), Uint8Array.from(x));
  console.log(`${name}.u8: ${split.length} digits, mean ${x.reduce((a, b) => a + b, 0) / x.length}`);
}

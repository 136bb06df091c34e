// The names of @elbo/datasets as JSON, for the peers that are not written in JavaScript: the same splits, tokens and order.
//   { vocabulary, pad, start, symbols, train: [[ids..]], validation: [..], test: [..] }, the end mark included in each row.
// `start` is no token of the data: it stands behind the last one, as in the recurrent decoder.
// Usage, after a build: node tooling/peers/export-names.mjs names.json
import { writeFileSync } from "node:fs";

const built = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));
const end = 1;

/** Rows of a split, each cut behind its end mark. */
async function rowsOf(split, longest) {
  const x = new Int32Array(split.length * longest);
  const length = new Int32Array(split.length);
  await split.read(Int32Array.from(length.keys()), { x, "x.length": length }, { seed: 0n, step: 0 });
  return Array.from(length, (n, row) => {
    const ids = Array.from(x.subarray(row * longest, row * longest + n));
    if (ids.at(-1) !== end) throw new Error(`row ${row} does not end with the end mark`);
    return ids;
  });
}

const { namesData } = await built("datasets");
const dataset = await namesData.create(namesData.config(() => undefined).parse({ kind: "names" }), {}).open();
const { x } = dataset.fields;
const [longest] = x.shape;
const splits = {};
for (const [name, split] of Object.entries(dataset.splits)) splits[name] = await rowsOf(split, longest);
const symbols = Array.from({ length: x.categories }, (_, id) => dataset.text([id]));
const [file] = process.argv.slice(2);
writeFileSync(
  file,
  JSON.stringify({ vocabulary: x.categories, pad: 0, start: x.categories, longest, symbols, ...splits }),
);
const characters = Object.values(splits).flat(2).length;
console.log(
  JSON.stringify({
    file,
    vocabulary: x.categories,
    longest,
    characters,
    ...Object.fromEntries(Object.entries(splits).map(([name, rows]) => [name, rows.length])),
  }),
);

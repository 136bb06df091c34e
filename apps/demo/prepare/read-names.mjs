/** Every name of a split, as the model gets them. */
async function readSplit(split, longest) {
  const x = new Int32Array(split.length * longest);
  const [length, label] = [new Int32Array(split.length), new Int32Array(split.length)];
  await split.read(
    Int32Array.from({ length: split.length }, (_, i) => i),
    { x, "x.length": length, label },
  );
  return { x, length, label };
}

/** All different names, with the languages that use them, in order of code points; and how the model reads text. */
export async function readNames(vae) {
  const { dataset } = vae;
  const { shape, categories } = dataset.fields.x;
  const [longest] = shape;
  const byName = new Map();
  for (const split of Object.values(dataset.splits)) {
    const { x, length, label } = await readSplit(split, longest);
    for (let i = 0; i < split.length; i++) {
      const row = x.subarray(i * longest, (i + 1) * longest);
      const name = dataset.text(row);
      const found = byName.get(name) ?? { row, length: length[i], languages: new Set() };
      found.languages.add(label[i]);
      byName.set(name, found);
    }
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  const x = new Int32Array(sorted.length * longest);
  for (const [i, [, { row }]] of sorted.entries()) x.set(row, i * longest);
  return {
    names: sorted.map(([name, { languages }]) => [name, [...languages].sort((a, b) => a - b)]),
    languages: dataset.languages,
    tokens: Array.from({ length: categories }, (_, token) => dataset.text(Int32Array.of(token))),
    longest,
    fields: {
      x,
      "x.length": Int32Array.from(sorted, ([, { length }]) => length),
      label: new Int32Array(sorted.length),
    },
  };
}

// Character n-gram model with interpolated Kneser-Ney smoothing (Chen & Goodman 1999, modified to one discount per order):
//   p(c|h) = max(n(h c) - D, 0) / n(h) + D N1+(h .) / n(h) * p(c|h'),
// where h' drops h's first character, lower orders count distinct left neighbours instead of occurrences, and the last
// order is the uniform distribution over the vocabulary. The baseline that a text VAE has to beat.
// Usage: node ngram.mjs names.json [--order 4]   (the file of export-names.mjs); prints nats per character, end mark counted.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const separator = ",";
const keyOf = (context) => context.join(separator);

/** counts[k]: context of k tokens -> Map(token -> count). */
function count(rows, order, start) {
  const counts = Array.from({ length: order }, () => new Map());
  const add = (level, context, token, by) => {
    const key = keyOf(context);
    const here = counts[level].get(key) ?? new Map();
    counts[level].set(key, here.set(token, (here.get(token) ?? 0) + by));
  };
  for (const row of rows) {
    const padded = [...Array(order - 1).fill(start), ...row];
    for (let at = order - 1; at < padded.length; at++) {
      add(order - 1, padded.slice(at - order + 1, at), padded[at], 1);
    }
  }
  for (let level = order - 2; level >= 0; level--) {
    for (const [key, tokens] of counts[level + 1]) {
      const context = key === "" ? [] : key.split(separator).slice(1);
      for (const token of tokens.keys()) add(level, context, token, 1);
    }
  }
  return counts;
}

/** Ney's estimate of the discount of one order: n1 / (n1 + 2 n2). */
function discount(level) {
  let [once, twice] = [0, 0];
  for (const tokens of level.values()) {
    for (const n of tokens.values()) {
      once += n === 1;
      twice += n === 2;
    }
  }
  return once > 0 ? once / (once + 2 * twice) : 0.5;
}

/** { probability(token, context), logProbability(row) } of a model with contexts of `order - 1` tokens. */
export function trainNgram(rows, { order = 4, start, alphabet }) {
  const levels = count(rows, order, start).map((table) => ({ table, discount: Math.min(discount(table), 0.95) }));
  const totals = levels.map(({ table }) => {
    const sum = (tokens) => [...tokens.values()].reduce((a, b) => a + b, 0);
    return new Map([...table].map(([key, tokens]) => [key, sum(tokens)]));
  });
  const at = (level, token, context) => {
    if (level < 0) return 1 / alphabet.length;
    const key = keyOf(context.slice(context.length - level));
    const tokens = levels[level].table.get(key);
    const below = at(level - 1, token, context);
    if (tokens === undefined) return below;
    const d = levels[level].discount;
    return (Math.max((tokens.get(token) ?? 0) - d, 0) + d * tokens.size * below) / totals[level].get(key);
  };
  const probability = (token, context) => {
    const padded = [...Array(order - 1).fill(start), ...context];
    return at(order - 1, token, padded.slice(padded.length - order + 1));
  };
  const logProbability = (row) =>
    row.reduce(
      (sum, token, index) => sum + Math.log(probability(token, row.slice(Math.max(0, index - order), index))),
      0,
    );
  return { probability, logProbability };
}

/** Nats per token and per row over `rows`. */
export function scoreRows(model, rows) {
  const total = rows.reduce((sum, row) => sum - model.logProbability(row), 0);
  const tokens = rows.reduce((sum, row) => sum + row.length, 0);
  return { nllPerCharacter: total / tokens, nllPerName: total / rows.length };
}

/** Tokens that a row can hold: all but padding and the start mark. */
export const alphabetOf = ({ vocabulary, pad, start }) =>
  Array.from({ length: vocabulary }, (_, id) => id).filter((id) => id !== pad && id !== start);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, flag, value] = process.argv.slice(2);
  const data = JSON.parse(readFileSync(path, "utf8"));
  const order = flag === "--order" ? Number(value) : 4;
  const model = trainNgram(data.train, { order, start: data.start, alphabet: alphabetOf(data) });
  console.log(JSON.stringify({ order, train: scoreRows(model, data.train), test: scoreRows(model, data.test) }));
}

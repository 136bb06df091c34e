import { nearestRows } from "@elbo/metrics";
import { fetchModelFile, fetchModelJson, openProgram, type Program, type Values } from "./runtime.ts";

/** Tokens that mean the same in every text model of elbo. */
const [PADDING, END, FIRST] = [0, 1, 2];

interface About {
  readonly latents: number;
  /** Names of the languages. */
  readonly languages: readonly string[];
  /** Text of each token. */
  readonly tokens: readonly string[];
  /** Tokens of the longest name, end included. */
  readonly longest: number;
}

/** A known name close to the one that was typed. */
export interface Neighbour {
  readonly name: string;
  /** Languages that use it, by their codes. */
  readonly languages: readonly string[];
  /** Euclidean distance of the codes. */
  readonly distance: number;
}

/** An answer, or a sentence that says why there is none. */
export type Answer<T> = { readonly found: T } | { readonly refused: string };

/** The model of names. */
export interface Names {
  /** Resolves to the number of known names. */
  open(): Promise<number>;
  neighbours(name: string, count: number): Promise<Answer<readonly Neighbour[]>>;
  /** What the decoder writes on the straight line between the codes of two names, both ends counted. */
  path(from: string, to: string, steps: number): Promise<Answer<readonly string[]>>;
}

interface Model {
  readonly about: About;
  readonly names: readonly (readonly [name: string, languages: readonly number[]])[];
  readonly codes: Float32Array;
  readonly encode: Program;
  readonly begin: Program;
  readonly step: Program;
}

async function openModel(): Promise<Model> {
  const [about, names, codes, encode, begin, step] = await Promise.all([
    fetchModelJson<About>("names/about.json"),
    fetchModelJson<Model["names"]>("names/names.json"),
    fetchModelFile("names/codes.f32"),
    openProgram("names/encode.onnx"),
    openProgram("names/decode-begin.onnx"),
    openProgram("names/decode-step.onnx"),
  ]);
  return { about, names, codes: new Float32Array(codes), encode, begin, step };
}

/** A name as tokens with its end, or why it cannot be. */
export function tokensOf(name: string, { tokens, longest }: Pick<About, "tokens" | "longest">): Answer<number[]> {
  const symbols = [...name.normalize("NFC").trim().toLowerCase()];
  if (symbols.length === 0) return { refused: "Type a name." };
  if (symbols.length >= longest) return { refused: `The model knows names of up to ${longest - 1} letters.` };
  const found = symbols.map((symbol) => tokens.indexOf(symbol, FIRST));
  const unknown = symbols.find((_, i) => (found[i] as number) < FIRST);
  if (unknown !== undefined) return { refused: `The model does not know the letter “${unknown}”.` };
  return { found: [...found, END] };
}

/** Text of tokens up to their end. */
export function textOf(row: ArrayLike<number>, { tokens }: Pick<About, "tokens">): string {
  const all = Array.from(row);
  const end = all.findIndex((token) => token === END || token === PADDING);
  return all
    .slice(0, end < 0 ? all.length : end)
    .map((token) => tokens[token])
    .join("");
}

/** Codes of names `[name, latent]`. */
async function encodeRows({ encode, about }: Model, rows: readonly (readonly number[])[]): Promise<Float32Array> {
  const x = new Int32Array(rows.length * about.longest);
  for (const [i, row] of rows.entries()) x.set(row, i * about.longest);
  const { z } = await encode.run({
    x: { data: x, dims: [rows.length, about.longest] },
    x_length: { data: Int32Array.from(rows, ({ length }) => length), dims: [rows.length] },
  });
  return z?.data as Float32Array;
}

/** The likeliest letters one after the other, for each code of `z` `[name, latent]`. */
async function write({ begin, step, about }: Model, z: Float32Array): Promise<string[]> {
  const count = z.length / about.latents;
  let carry: Readonly<Record<string, Values>> = await begin.run({ z: { data: z, dims: [count, about.latents] } });
  let previous: Values = { data: new Int32Array(count), dims: [count] };
  const rows = Array.from({ length: count }, () => [] as number[]);
  for (let index = 0; index < about.longest && rows.some((row) => !row.includes(END)); index++) {
    const { token, ...next } = await step.run({ ...carry, previous, index: { data: Int32Array.of(index), dims: [] } });
    previous = token as Values;
    carry = Object.fromEntries(Object.entries(next).map(([name, values]) => [name.replace(/^next_/, ""), values]));
    for (const [i, row] of rows.entries()) row.push(Number(previous.data[i]));
  }
  return rows.map((row) => textOf(row, about));
}

export function createNames(): Names {
  let model: Promise<Model> | undefined;
  const opened = () => {
    model ??= openModel();
    return model;
  };
  return {
    open: async () => (await opened()).names.length,
    neighbours: async (name, count) => {
      const known = await opened();
      const row = tokensOf(name, known.about);
      if ("refused" in row) return row;
      const points = { values: known.codes, columns: known.about.latents };
      const nearest = nearestRows(points, await encodeRows(known, [row.found]), count);
      return {
        found: nearest.map(({ row: at, distance }) => {
          const [text, languages] = known.names[at] as Model["names"][number];
          return { name: text, languages: languages.map((i) => known.about.languages[i] as string), distance };
        }),
      };
    },
    path: async (from, to, steps) => {
      const known = await opened();
      const [first, last] = [tokensOf(from, known.about), tokensOf(to, known.about)];
      if ("refused" in first) return first;
      if ("refused" in last) return last;
      const ends = await encodeRows(known, [first.found, last.found]);
      const { latents } = known.about;
      const z = Float32Array.from({ length: steps * latents }, (_, i) => {
        const [share, at] = [Math.floor(i / latents) / (steps - 1), i % latents];
        return (1 - share) * (ends[at] as number) + share * (ends[latents + at] as number);
      });
      return { found: await write(known, z) };
    },
  };
}

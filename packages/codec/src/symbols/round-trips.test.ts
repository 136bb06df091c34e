import { describe, expect, it } from "vitest";
import { createMessage } from "../ans/message.ts";
import { messageFromBytes, messageToBytes } from "../ans/message-bytes.ts";
import { randomLaws } from "../test-support/random-laws.ts";
import { type RandomNumbers, randomNumbers } from "../test-support/random-numbers.ts";
import { codecOf, elementCodecs } from "./element-codecs.ts";
import { bucketsOf, gaussianBuckets, posteriorBuckets } from "./gaussian-buckets.ts";
import { mixtureBuckets } from "./mixture-buckets.ts";
import { popSymbols, pushSymbols, type SymbolCodec } from "./symbol-codec.ts";
import { uniformCodec } from "./uniform.ts";

/** Messages per codec; node tooling/codec-round-trips.mjs asks for 100,000. */
const messages = Number(process.env.ELBO_ROUND_TRIPS ?? 400);

type Made = { readonly codec: (symbols: Int32Array) => SymbolCodec; readonly count: number; readonly levels: number };

const gaussian = (random: RandomNumbers): Made => {
  const [count, spread] = [random.whole(0, 12), 10 ** random.whole(-2, 1)];
  const moments = () => ({
    mean: Float32Array.from({ length: count }, () => spread * random.normal()),
    scale: Float32Array.from({ length: count }, () => Math.exp(2 * random.normal())),
  });
  const bits = random.whole(1, 10);
  const [p, grid] = [moments(), { ...moments(), buckets: bucketsOf(bits) }];
  return { count, levels: 2 ** bits, codec: () => gaussianBuckets(count, p, grid) };
};
const uniform = (random: RandomNumbers): Made => {
  const [count, bits] = [random.whole(0, 20), random.whole(1, 20)];
  return { count, levels: 2 ** bits, codec: () => uniformCodec(count, bits) };
};
const mixture = (random: RandomNumbers): Made => {
  const [rows, size, components] = [random.whole(0, 4), random.whole(1, 4), random.whole(1, 5)];
  const [count, bits] = [rows * size, random.whole(1, 10)];
  const numbers = (length: number, make: () => number) => Float32Array.from({ length }, make);
  const moments = (length: number) => ({
    mean: numbers(length, () => 10 ** random.whole(-1, 1) * random.normal()),
    scale: numbers(length, () => Math.exp(2 * random.normal())),
  });
  const of = { ...moments(components * size), logWeights: numbers(components, random.normal) };
  const grid = { ...moments(count), buckets: bucketsOf(bits) };
  return { count, levels: 2 ** bits, codec: (symbols) => mixtureBuckets(size, symbols, { mixture: of, grid }) };
};
const ofFamily =
  (family: string) =>
  (random: RandomNumbers): Made => {
    const law = randomLaws[family];
    if (law === undefined) throw new Error(`no random parameters for ${family}`);
    const levels = law.binary ? 2 : random.whole(2, random.unit() < 0.1 ? 256 : 24);
    const count = 3 * random.whole(0, 6);
    const parameters = law.make(random, count, levels, 10 ** random.whole(-1, 1));
    return { count, levels, codec: (symbols) => codecOf(family).create(parameters, { count, levels, symbols }) };
  };
/** Latents as they are coded: drawn from q by popping, pushed back. */
const drawAndReturn = (random: RandomNumbers): void => {
  const [count, bits] = [random.whole(0, 12), random.whole(1, 14)];
  const spread = 10 ** random.whole(-2, 1);
  const moments = () => ({
    mean: Float32Array.from({ length: count }, () => spread * random.normal()),
    scale: Float32Array.from({ length: count }, () => Math.exp(4 * random.normal())),
  });
  const [q, grid] = [moments(), { ...moments(), buckets: bucketsOf(bits) }];
  const start = {
    heads: BigUint64Array.from({ length: random.whole(1, 4) }, () => (1n << 31n) + BigInt(random.word())),
    words: Uint32Array.from({ length: 12 }, random.word),
  };
  const message = createMessage(start);
  const drawn = new Int32Array(count);
  popSymbols(message, posteriorBuckets(count, q, grid), drawn);
  pushSymbols(message, posteriorBuckets(count, q, grid), drawn);
  expect(message.content()).toEqual(start);
};

const codecs: readonly (readonly [string, (random: RandomNumbers) => Made])[] = [
  ...elementCodecs.map(({ family }) => [family, ofFamily(family)] as const),
  ["gaussian buckets", gaussian],
  ["mixture buckets", mixture],
  ["uniform", uniform],
];

describe.each(codecs)("%s", (name, make) => {
  it(`gives back ${messages} random messages, and what lay below them`, () => {
    const random = randomNumbers(name.length + messages);
    for (let round = 0; round < messages; round++) {
      const { codec, count, levels } = make(random);
      const symbols = Int32Array.from({ length: count }, () => random.whole(0, levels - 1)); // likely and unlikely ones
      const heads = BigUint64Array.from({ length: random.whole(1, 4) }, () => (1n << 31n) + BigInt(random.word()));
      const words = Uint32Array.from({ length: random.whole(0, 3) }, random.word);
      const message = createMessage({ heads, words });
      pushSymbols(message, codec(symbols), symbols);
      const read = messageFromBytes(messageToBytes(message), heads.length);
      const popped = new Int32Array(count);
      popSymbols(read, codec(popped), popped);
      if (round < 3 || popped.some((symbol, i) => symbol !== symbols[i])) expect(popped).toEqual(symbols);
      const below = read.content();
      if (below.words.length !== words.length || below.heads.some((head, lane) => head !== heads[lane])) {
        expect(below).toEqual({ heads, words });
      }
    }
  });
});

it(`posterior buckets give back what ${messages} random messages held`, () => {
  const random = randomNumbers(3);
  for (let round = 0; round < messages; round++) drawAndReturn(random);
});

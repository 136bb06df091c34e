import { describe, expect, it } from "vitest";
import { createMessage } from "../ans/message.ts";
import { messageFromBytes, messageToBytes } from "../ans/message-bytes.ts";
import { randomLaws } from "../test-support/random-laws.ts";
import { type RandomNumbers, randomNumbers } from "../test-support/random-numbers.ts";
import { codecOf, elementCodecs } from "./element-codecs.ts";
import { bucketsOf, gaussianBuckets } from "./gaussian-buckets.ts";
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
const codecs: readonly (readonly [string, (random: RandomNumbers) => Made])[] = [
  ...elementCodecs.map(({ family }) => [family, ofFamily(family)] as const),
  ["gaussian buckets", gaussian],
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

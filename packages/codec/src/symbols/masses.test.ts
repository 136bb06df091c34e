import { DataError, NotSupportedError, ShapeError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { createMessage } from "../ans/message.ts";
import fixture from "../exact/fixtures/functions.json" with { type: "json" };
import { frequenciesOf } from "../test-support/frequencies-of.ts";
import { massesByFormula, randomLaws } from "../test-support/random-laws.ts";
import { randomNumbers } from "../test-support/random-numbers.ts";
import { codecOf, elementCodecs } from "./element-codecs.ts";
import type { LawParameters } from "./elements-codec.ts";
import { pushSymbols } from "./symbol-codec.ts";

/** Symbols drawn from a law, and their cost by its formula. */
function drawFrom(family: string, parameters: LawParameters, count: number, levels: number) {
  const random = randomNumbers(12);
  const symbols = new Int32Array(count);
  let nats = 0;
  for (let element = 0; element < count; element++) {
    const masses = massesByFormula[family]?.(parameters, element, levels, symbols) ?? [];
    let u = random.unit();
    let k = 0;
    for (; k < levels - 1 && u >= (masses[k] as number); k++) u -= masses[k] as number;
    symbols[element] = k;
    nats -= Math.log(masses[k] as number);
  }
  return { symbols, nats };
}

const formulas = elementCodecs.map(({ family }) => family).filter((family) => family in massesByFormula);

describe.each(formulas)("%s", (family) => {
  it.each([0.3, 1, 4])("has the masses of its formula, parameters spread %d", (spread) => {
    const random = randomNumbers(11);
    const law = randomLaws[family] as (typeof randomLaws)[string];
    const [count, levels] = [12, law.binary ? 2 : 17];
    const parameters = law.make(random, count, levels, spread);
    const { symbols } = drawFrom(family, parameters, count, levels);
    const codec = codecOf(family).create(parameters, { count, levels, symbols });
    for (let element = 0; element < count; element++) {
      const expected = massesByFormula[family]?.(parameters, element, levels, symbols) ?? [];
      frequenciesOf(codec, element).forEach((frequency, k) => {
        const error = Math.abs(frequency / 2 ** codec.precision - (expected[k] as number));
        expect(error).toBeLessThan((2 * levels + 3) / 2 ** codec.precision);
      });
    }
  });

  it("costs the entropy of symbols drawn from it, within 0.1 % and a few bits", () => {
    const random = randomNumbers(12);
    const law = randomLaws[family] as (typeof randomLaws)[string];
    const [count, levels] = [6000, law.binary ? 2 : 40];
    const parameters = law.make(random, count, levels, 1);
    const { symbols, nats } = drawFrom(family, parameters, count, levels);
    const message = createMessage({ heads: BigUint64Array.of(1n << 31n, 1n << 31n) });
    pushSymbols(message, codecOf(family).create(parameters, { count, levels, symbols }), symbols);
    const bits = nats / Math.LN2;
    expect(Math.abs(message.bits() - 62 - bits)).toBeLessThan(0.001 * bits + 3);
  });
});

describe("beta-binomial", () => {
  it.each(fixture.betaBinomial)("has SciPy's masses at logit $logit, concentration e^$logConcentration", (law) => {
    const one = (x: number) => Float32Array.of(x);
    const parameters = { logits: one(law.logit), logConcentration: one(law.logConcentration) };
    const codec = codecOf("beta-binomial").create(parameters, { count: 1, levels: 256, symbols: new Uint8Array(1) });
    frequenciesOf(codec, 0).forEach((frequency, k) => {
      expect(Math.abs(frequency / 2 ** 24 - (law.masses[k] as number))).toBeLessThan(258 / 2 ** 24);
    });
  });

  it("stays a law where its parameters are extreme", () => {
    const values = [-200, -60, -6, 0, 6, 60, 200];
    const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
    const parameters = {
      logits: Float32Array.from(pairs, ([a]) => a),
      logConcentration: Float32Array.from(pairs, ([, b]) => b),
    };
    const count = pairs.length;
    const codec = codecOf("beta-binomial").create(parameters, { count, levels: 256, symbols: new Uint8Array(count) });
    for (let i = 0; i < count; i++) frequenciesOf(codec, i);
  });
});

describe("what cannot be coded", () => {
  const vector = { count: 2, levels: 2, symbols: new Uint8Array(2) };
  it("is refused by name", () => {
    expect(() => codecOf("normal-diagonal")).toThrow(NotSupportedError);
    expect(() => codecOf("bernoulli").create({}, vector)).toThrow(ShapeError);
    expect(() => codecOf("bernoulli").create({ logits: new Float32Array(1) }, vector)).toThrow(ShapeError);
    expect(() => codecOf("bernoulli").create({ logits: Float32Array.of(0, Number.NaN) }, vector)).toThrow(DataError);
    expect(() => codecOf("categorical").create({ logits: new Float32Array(4).fill(Infinity) }, vector)).toThrow(
      DataError,
    );
  });
});

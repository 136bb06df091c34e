import { ConfigError, DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { messageFromBytes } from "../ans/message-bytes.ts";
import {
  bottomUp,
  drawExamples,
  mixed,
  negativeElbo,
  netsOf,
  type PlainModel,
  single,
  topDown,
} from "../test-support/gaussian-models.ts";
import { randomNumbers } from "../test-support/random-numbers.ts";
import { headerFromBytes } from "./block-header.ts";
import { decodeExamples } from "./decode-examples.ts";
import { encodeExamples } from "./encode-examples.ts";

const models: readonly (readonly [string, PlainModel])[] = [
  ["one site", single],
  ["one site under a mixture", mixed],
  ["sites inferred from above", topDown],
  ["sites inferred from below (Bit-Swap)", bottomUp(2)],
];

describe.each(models)("%s", (_name, model) => {
  it("costs the negative ELBO, within 0.5 %, and comes back", async () => {
    const count = 4000;
    const x = drawExamples(model, count, randomNumbers(3));
    const nets = netsOf(model, 8);
    const { payload, report } = await encodeExamples(x, nets);
    let bound = 0;
    for (let row = 0; row < count; row++) bound += negativeElbo(model, x, row);
    const { header, end } = headerFromBytes(payload);
    const net = messageFromBytes(payload.subarray(end), header.lanes).bits() - report.initialBits;
    expect(Math.abs(net / bound - 1)).toBeLessThan(0.005);
    // What the bytes on disk have more: the header, and states that are not full.
    const more = report.netRate * report.dimensions - net;
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThan(8 * 40);
    expect(8 * payload.length).toBe(Math.round(report.grossRate * report.dimensions));
    expect((await decodeExamples(payload, nets, count)).symbols).toEqual(x);
  });

  it.each([0, 1, 5, 8, 9, 67])("takes %i examples", async (count) => {
    const x = drawExamples(model, count, randomNumbers(count + 1));
    const nets = netsOf(model, 8);
    const { payload } = await encodeExamples(x, nets, { latentBits: 9, lanes: 3 });
    expect((await decodeExamples(payload, nets, count)).symbols).toEqual(x);
  });
});

describe("the bits that a chain begins with", () => {
  const x = drawExamples(topDown, 400, randomNumbers(8));

  it("are few: the first steps feed the later ones", async () => {
    const [narrow, wide] = [
      (await encodeExamples(x, netsOf(topDown, 1))).report.initialBits,
      (await encodeExamples(x, netsOf(topDown, 64))).report.initialBits,
    ];
    expect(wide).toBeLessThan(narrow + 64 * 4); // a full first step would take 64 rows' latents: 64 * 20 bits
  });

  it("are fewer with Bit-Swap than with all latents first", async () => {
    const initial = async (all: boolean) =>
      (await encodeExamples(x, netsOf(bottomUp(8, all), 4), { latentBits: 16, lanes: 1 })).report.initialBits;
    expect(await initial(false)).toBeLessThan(await initial(true));
  });

  it.each([1, 2, 4])("do not grow with depth %i under Bit-Swap, and with all latents first they do", async (depth) => {
    const first = drawExamples(bottomUp(depth), 1, randomNumbers(30));
    const initial = async (latentsFirst: boolean) => {
      const nets = netsOf(bottomUp(depth), 1);
      const { payload, report } = await encodeExamples(first, nets, { latentsFirst, latentBits: 16, lanes: 1 });
      expect((await decodeExamples(payload, nets, 1)).symbols).toEqual(first);
      return report.initialBits;
    };
    // A state of 62 bits, and of a latent some 14 of 16 bits, in words of 32; Bit-Swap may need a word more or less.
    expect(await initial(false)).toBeLessThanOrEqual(62 + 32);
    if (depth === 4) expect(await initial(true)).toBeGreaterThanOrEqual((await initial(false)) + 32);
    if (depth === 1) expect(await initial(true)).toBe(await initial(false));
  });

  it("do not change what an example costs: all latents first, or Bit-Swap", async () => {
    const many = drawExamples(bottomUp(4), 2000, randomNumbers(31));
    const nets = netsOf(bottomUp(4), 8);
    const rate = async (latentsFirst: boolean) => {
      const { payload, report } = await encodeExamples(many, nets, { latentsFirst });
      expect((await decodeExamples(payload, nets, 2000)).symbols).toEqual(many);
      return report.netRate;
    };
    expect(Math.abs((await rate(true)) / (await rate(false)) - 1)).toBeLessThan(0.005);
  });

  it("may be other data, which comes back", async () => {
    const auxiliary = Uint8Array.from({ length: 999 }, (_, i) => (i * 37) & 255);
    const nets = netsOf(single, 8);
    const { payload, report } = await encodeExamples(x, nets, { auxiliary, latentBits: 16 });
    expect(report.auxiliaryBytes).toBeGreaterThan(0);
    const decoded = await decodeExamples(payload, nets, 400);
    expect(decoded.auxiliary).toEqual(auxiliary.subarray(0, report.auxiliaryBytes));
    expect(decoded.symbols).toEqual(x);
  });
});

describe("a block", () => {
  const count = 60;
  const x = drawExamples(single, count, randomNumbers(21));
  const nets = netsOf(single, 8);

  it("is the same for the same examples", async () => {
    expect((await encodeExamples(x, nets)).payload).toEqual((await encodeExamples(x, nets)).payload);
  });

  it("is refused with another model or count", async () => {
    const { payload } = await encodeExamples(x, nets);
    await expect(decodeExamples(payload, netsOf(single, 8, 1e-3), count)).rejects.toThrow(DataError);
    await expect(decodeExamples(payload, nets, count + 1)).rejects.toThrow(/another number/);
    await expect(decodeExamples(payload, netsOf(single, 4), count)).rejects.toThrow(DataError);
  });

  it("is refused when cut, flipped, or noise, and never taken for examples", async () => {
    const { payload } = await encodeExamples(x, nets);
    const random = randomNumbers(22);
    for (let round = 0; round < 250; round++) {
      const bytes = payload.slice(0, round % 3 === 0 ? random.whole(0, payload.length - 1) : undefined);
      if (round % 3 === 1) {
        const at = random.whole(0, bytes.length - 1);
        bytes[at] = (bytes[at] as number) ^ (1 << random.whole(0, 7));
      }
      if (round % 3 === 2) for (let i = random.whole(0, 8); i < bytes.length; i++) bytes[i] = random.whole(0, 255);
      await expect(decodeExamples(bytes, nets, count)).rejects.toThrow(DataError);
    }
  });

  it("reports progress and stops when asked", async () => {
    const done: number[] = [];
    const control = new AbortController();
    const onProgress = (at: number) => {
      done.push(at);
      if (at > 20) control.abort();
    };
    await expect(encodeExamples(x, nets, { onProgress, signal: control.signal })).rejects.toThrow(/abort/i);
    expect(done.at(-1)).toBeLessThan(count);
  });

  it("cannot be made of what is no example, or of options out of range", async () => {
    await expect(encodeExamples(x.subarray(1), nets)).rejects.toThrow(/whole examples/);
    await expect(encodeExamples(Uint8Array.of(0, 1, 2, 3, 4, 12), nets)).rejects.toThrow(/out of range/);
    await expect(encodeExamples(x, nets, { latentBits: 17 })).rejects.toThrow(ConfigError);
    await expect(encodeExamples(x, nets, { lanes: 0 })).rejects.toThrow(ConfigError);
    const broken = { ...nets, posterior: async () => ({ mean: new Float32Array(8), scale: new Float32Array(8) }) };
    await expect(encodeExamples(x, broken)).rejects.toThrow(/positive scale/);
    const odd = { name: "z", size: 1, posteriorReads: ["x"], priorReads: [] };
    const mixture = { logWeights: new Float32Array(), mean: new Float32Array(), scale: new Float32Array() };
    await expect(encodeExamples(x, { ...nets, sites: [{ ...odd, mixture }] })).rejects.toThrow(/no mixture/);
    const ring = { ...nets, sites: [{ name: "z", size: 1, posteriorReads: ["y"], priorReads: [] }] };
    await expect(encodeExamples(x, ring)).rejects.toThrow(/in any order/);
  });
});

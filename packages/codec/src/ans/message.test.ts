import { execFileSync } from "node:child_process";
import { ConfigError, DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { bigintRans, type Share } from "../test-support/bigint-rans.ts";
import { randomNumbers } from "../test-support/random-numbers.ts";
import { createMessage, type Message } from "./message.ts";
import { messageFromBytes, messageToBytes } from "./message-bytes.ts";

const empty = (lanes: number) => createMessage({ heads: new BigUint64Array(lanes).fill(1n << 31n) });
const push = (message: Message, shares: readonly Share[], precision: number) =>
  message.push(shares.length, precision, (i, into) => Object.assign(into, shares[i]));

/** A partition of 2^precision into up to `most` shares, some of them very small. */
function partition(random: ReturnType<typeof randomNumbers>, precision: number, most: number): Share[] {
  const total = 2 ** precision;
  const cuts = new Set([0, total]);
  for (let i = random.whole(0, most); i > 0; i--) {
    cuts.add(random.unit() < 0.3 ? Math.min(total, random.whole(0, 3)) : random.whole(0, total));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => ({ start: sorted[i] as number, frequency: end - (sorted[i] as number) }));
}
const within = (shares: readonly Share[], value: number) =>
  shares.find(({ start, frequency }) => value >= start && value < start + frequency) as Share;

describe("the compiled coder", () => {
  it.each([1, 2, 3, 7, 64])("gives the bytes of whole numbers of any size, with %i lanes", (lanes) => {
    const random = randomNumbers(lanes);
    const [fast, slow] = [empty(lanes), bigintRans(lanes)];
    const pushed: { precision: number; shares: readonly Share[]; symbols: readonly Share[] }[] = [];
    for (let round = 0; round < 60; round++) {
      const precision = random.whole(1, 31);
      const shares = partition(random, precision, 20);
      const symbols = Array.from(
        { length: random.whole(0, 90) },
        () => shares[random.whole(0, shares.length - 1)] as Share,
      );
      push(fast, symbols, precision);
      slow.push(symbols, precision);
      pushed.push({ precision, shares, symbols });
      if (round % 5 === 4) {
        // Some are taken off in between: the stack goes down and up.
        const last = pushed.pop();
        if (last === undefined) continue;
        slow.pop(last.symbols.length, last.precision, (value) => within(last.shares, value));
        fast.pop(last.symbols.length, last.precision, (_, value, into) =>
          Object.assign(into, within(last.shares, value)),
        );
      }
    }
    expect([...messageToBytes(fast)]).toEqual(slow.bytes());
    for (const { precision, shares, symbols } of pushed.reverse()) {
      const popped: Share[] = [];
      fast.pop(symbols.length, precision, (i, value, into) => {
        popped[i] = within(shares, value);
        Object.assign(into, popped[i]);
      });
      expect(popped).toEqual(symbols);
    }
    expect(fast.content()).toEqual({ heads: new BigUint64Array(lanes).fill(1n << 31n), words: new Uint32Array() });
  });

  it("is what assembly/rans.ts compiles to", () => {
    const root = new URL("../../../..", import.meta.url);
    const [source, target] = ["assembly/rans.ts", "src/ans/generated/rans.ts"];
    const args = ["tooling/assembly.mjs", `packages/codec/${source}`, `packages/codec/${target}`, "--check"];
    expect(() => execFileSync("node", args, { cwd: root, stdio: "pipe" })).not.toThrow();
  });
});

describe("a message", () => {
  it("goes through bytes, over chunks of the kernels", () => {
    const random = randomNumbers(5);
    const count = 3 * 4096 + 17;
    const symbols = Array.from({ length: count }, () => random.whole(0, 255));
    const message = empty(3);
    push(
      message,
      symbols.map((k) => ({ start: k, frequency: 1 })),
      8,
    );
    const read = messageFromBytes(messageToBytes(message), 3);
    const popped: number[] = [];
    read.pop(count, 8, (i, value, into) => {
      popped[i] = value;
      Object.assign(into, { start: value, frequency: 1 });
    });
    expect(popped).toEqual(symbols);
    expect(message.bits() - 3 * 31).toBeCloseTo(8 * count, 6); // uniform bytes cost exactly 8 bits
  });

  it("costs the entropy of its symbols, within 0.1 % and a few bits", () => {
    const random = randomNumbers(6);
    for (const precision of [12, 24, 31]) {
      const zero = Math.floor(0.97 * 2 ** precision);
      const shares = [
        { start: 0, frequency: zero },
        { start: zero, frequency: 2 ** precision - zero },
      ];
      const symbols = Array.from({ length: 40_000 }, () => shares[random.unit() < 0.97 ? 0 : 1] as Share);
      const message = empty(4);
      push(message, symbols, precision);
      const expected = symbols.reduce((sum, { frequency }) => sum - Math.log2(frequency / 2 ** precision), 0);
      expect(Math.abs(message.bits() - 4 * 31 - expected)).toBeLessThan(0.001 * expected + 4);
    }
  });

  it("takes words of its supply in order, and pushing gives them back", () => {
    const word = (i: number) => (i * 2654435761 + 12345) >>> 0;
    const start = BigUint64Array.of(5n << 31n, 9n << 31n);
    const message = createMessage({ heads: start, supply: word });
    const popped: Share[] = [];
    message.pop(500, 20, (i, value, into) => {
      popped[i] = { start: value - (value % 1000), frequency: Math.min(1000, 2 ** 20 - (value - (value % 1000))) };
      Object.assign(into, popped[i]);
    });
    expect(message.supplied).toBeGreaterThan(100);
    push(message, popped, 20);
    const words = Uint32Array.from({ length: message.supplied }, (_, i) => word(message.supplied - 1 - i));
    expect(message.content()).toEqual({ heads: start, words });
  });

  it("leaves alone a symbol that has all the mass", () => {
    const message = empty(2);
    push(
      message,
      Array.from({ length: 9 }, () => ({ start: 0, frequency: 2 ** 31 })),
      31,
    );
    expect(message.bits()).toBe(62);
  });

  it("refuses what is no message, has no mass or is not there", () => {
    expect(() => messageFromBytes(new Uint8Array(15), 2)).toThrow(DataError);
    expect(() => messageFromBytes(new Uint8Array(18), 2)).toThrow(DataError);
    expect(() => messageFromBytes(new Uint8Array(16), 2)).toThrow(/out of range/);
    expect(() => messageFromBytes(new Uint8Array(16).fill(255), 2)).toThrow(/out of range/);
    expect(() => empty(65)).toThrow(ConfigError);
    expect(() => push(empty(1), [{ start: 0, frequency: 1 }], 32)).toThrow(ConfigError);
    for (const frequency of [0, -1, Number.NaN, 9]) {
      expect(() => push(empty(1), [{ start: 0, frequency }], 3)).toThrow(/no share/);
    }
    expect(() =>
      empty(1).pop(1, 3, (_i, _value, into) => Object.assign(into, { start: 0, frequency: Number.NaN })),
    ).toThrow(/no share/);
    expect(() => empty(1).pop(9, 8, (_, value, into) => Object.assign(into, { start: value, frequency: 1 }))).toThrow(
      /ends before/,
    );
  });
});

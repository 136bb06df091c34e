import { deflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { deflateJson, inflateJson, MOST_JSON } from "./deflate.ts";

it("gives back values of any size, whatever pieces they are unfolded in", () => {
  const words = Array.from({ length: 12_000 }, (_, i) => [i, Math.imul(i, 0x9e3779b1).toString(36)]);
  for (const value of [{}, "ä", words.slice(0, 7), words]) expect(inflateJson(deflateJson(value))).toEqual(value);
  for (const broken of [new Uint8Array(), Uint8Array.of(7, 7, 7), deflateJson(words).subarray(0, 20_000)]) {
    expect(inflateJson(broken)).toBeUndefined();
  }
});

it("neither writes nor unfolds more than it may hold", () => {
  const long = "a".repeat(MOST_JSON - 1);
  expect(() => deflateJson(long)).toThrow(/too much stands beside/);
  const bomb = deflateRawSync(JSON.stringify(long));
  expect(bomb.length).toBeLessThan(MOST_JSON / 500);
  expect(inflateJson(bomb)).toBeUndefined();
});

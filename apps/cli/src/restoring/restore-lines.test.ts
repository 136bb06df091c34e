import type { Vae } from "@elbo/vae";
import { expect, it } from "vitest";
import { restoredText, restoreLines } from "./restore-lines.ts";

const letters = ["", "", " ", "a", "b"];

/** A model of lines of two symbols that holds "ba" for three times as likely as "  ". */
const model = {
  dataset: { name: "letters", fields: { x: { shape: [3], dtype: "int32", support: "tokens", categories: 5 } } },
  texts: async (tokens: Int32Array) =>
    Array.from({ length: tokens.length / 3 }, (_, row) =>
      Array.from(tokens.subarray(3 * row, 3 * row + 3), (token) => letters[token]).join(""),
    ),
  tokens: async (lines: readonly string[], hidden: string) => ({
    x: new Int32Array(3 * lines.length),
    "x.length": new Int32Array(lines.length).fill(3),
    "x.mask": Int32Array.from(lines.flatMap((line) => [...line].map((c) => Number(c !== hidden)).concat(1))),
  }),
  restoreTokens: async () => ({
    draws: Int32Array.of(4, 3, 1, 2, 2, 1),
    completions: [
      [
        { tokens: Int32Array.of(4, 3, 1), probability: 0.75 },
        { tokens: Int32Array.of(2, 2, 1), probability: 0.25 },
      ],
    ],
    hidden: [
      { line: 0, place: 0, probabilities: Float32Array.of(0, 0, 0.25, 0, 0.75) },
      { line: 0, place: 1, probabilities: Float32Array.of(0, 0, 0.25, 0.75, 0) },
    ],
    effective: Float32Array.of(99.6),
  }),
} as unknown as Vae;

const how = {
  hidden: "_",
  draws: 2,
  seed: 1n,
  onProgress: () => {},
  signal: new AbortController().signal,
};

it("tells whole lines and symbols, the likeliest first, and what they are worth", async () => {
  const lines = await restoreLines(model, { ...how, text: "__" });
  expect(lines).toEqual([
    {
      text: "__",
      restored: [
        { text: "ba", probability: 0.75 },
        { text: "  ", probability: 0.25 },
      ],
      hidden: [
        {
          place: 1,
          symbols: [
            { text: "b", probability: 0.75 },
            { text: " ", probability: 0.25 },
          ],
        },
        {
          place: 2,
          symbols: [
            { text: "a", probability: 0.75 },
            { text: " ", probability: 0.25 },
          ],
        },
      ],
      draws: ["ba", "  "],
      effective: expect.closeTo(99.6, 4),
    },
  ]);
  expect(restoredText(lines)).toBe(
    '__\n  0.750  ba\n  0.250    \n  place 1: b 0.750, " " 0.250\n  place 2: a 0.750, " " 0.250\n  from what is worth 100 draws\n',
  );
});

it("refuses a line that hides nothing, and a model of something else", async () => {
  await expect(restoreLines(model, { ...how, text: "ab" })).rejects.toThrow(/line 1: ab: nothing is hidden.*"_"/s);
  const pictures = { dataset: { name: "images" } } as unknown as Vae;
  await expect(restoreLines(pictures, { ...how, text: "__" })).rejects.toThrow(/not one of text.*--model/s);
});

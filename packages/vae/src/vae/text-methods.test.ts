import { DataError, type Dataset } from "@elbo/spec";
import { expect, it } from "vitest";
import { textMethods } from "./text-methods.ts";

const letters = ["", "", "a", "b"];
const dataset = {
  name: "letters",
  fields: { x: { shape: [4], dtype: "int32", support: "tokens", categories: 4 } },
  text: (tokens: Int32Array) => Array.from(tokens, (token) => letters[token]).join(""),
  tokens: (text: string, hidden?: string) =>
    [...text].map((letter) => {
      if (letter === hidden) return -1;
      const token = letters.indexOf(letter, 2);
      if (token < 0) throw new RangeError(`"${letter}" is unknown`);
      return token;
    }),
} as unknown as Dataset;

it("reads lines as examples: tokens, their end, padding; and writes them back", async () => {
  const { texts, tokens } = textMethods(dataset);
  const found = await tokens?.(["ab", "bba", ""]);
  expect(found?.x).toEqual(Int32Array.of(2, 3, 1, 0, 3, 3, 2, 1, 1, 0, 0, 0));
  expect(found?.["x.length"]).toEqual(Int32Array.of(3, 4, 1));
  expect(await texts?.(found?.x as Int32Array)).toEqual(["ab", "bba", ""]);
});

it("marks symbols that are hidden", async () => {
  const { tokens } = textMethods(dataset);
  const found = await tokens?.(["a_", "b"], "_");
  expect(found?.x).toEqual(Int32Array.of(2, 0, 1, 0, 3, 1, 0, 0));
  expect(found?.["x.length"]).toEqual(Int32Array.of(3, 2));
  expect(found?.["x.mask"]).toEqual(Int32Array.of(1, 0, 1, 1, 1, 1, 1, 1));
  await expect(tokens?.(["a_"])).rejects.toThrow(/"_" is unknown/);
});

it("names the line that it cannot read, and why", async () => {
  const { tokens } = textMethods(dataset);
  await expect(tokens?.(["a", "ac"])).rejects.toThrow(DataError);
  await expect(tokens?.(["a", "ac"])).rejects.toThrow(/line 2: ac.*"c" is unknown/s);
  await expect(tokens?.(["aaaa"])).rejects.toThrow(/too long.*at most 3 tokens.*4 tokens/s);
});

it("offers nothing where the data has no text", () => {
  expect(textMethods({ ...dataset, text: undefined } as unknown as Dataset)).toEqual({});
});

import { NotSupportedError } from "@elbo/spec";
import { expect, it } from "vitest";
import { symbolsOf } from "./symbols-of.ts";

const textOf = (symbols: readonly string[]) => ({
  name: "lines",
  fields: { x: { shape: [9], dtype: "int32", support: "tokens", categories: symbols.length } } as const,
  text: (tokens: ArrayLike<number>) => symbols[tokens[0] as number] as string,
});

it("tells what tokens stand for", () => {
  expect(symbolsOf(textOf(["?", "?", "a", "ß", "🎲"]))).toEqual({ symbols: ["", "", "a", "ß", "🎲"] });
});

it("has nothing to tell of pictures", () => {
  const x = { shape: [2, 2, 1], dtype: "float32", support: "unit", levels: 256 } as const;
  expect(symbolsOf({ name: "pictures", fields: { x } })).toBeUndefined();
});

it("refuses words", () => {
  expect(() => symbolsOf(textOf(["", "", "<unknown>", "a"]))).toThrow(NotSupportedError);
  expect(() => symbolsOf(textOf(["", "", "a", "and"]))).toThrow(/data lines.*from its words.*the token "and"/);
});

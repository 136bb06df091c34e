import { type Part, textMarks } from "@elbo/codec";
import { z } from "zod";

/** What a file of lines needs to be made again, byte for byte, beside its lines. */
export const textFormat = z.strictObject({
  format: z.literal("text"),
  /** What stands between lines. */
  newline: z.enum(["\n", "\r\n"]),
  /** The last line has one behind it, too. */
  closed: z.boolean(),
  /** Bytes of the file. */
  bytes: z.int().min(0),
});

type TextAbout = z.output<typeof textFormat>;

/** Lines of a text, and what stands between them: `\r\n` where most lines end so, else `\n`. */
export function linesOf(text: string): Pick<TextAbout, "newline" | "closed"> & { readonly lines: readonly string[] } {
  const [all, pairs] = [/\n/g, /\r\n/g].map((end) => text.match(end)?.length ?? 0) as [number, number];
  const newline = 2 * pairs > all ? "\r\n" : "\n";
  const closed = text.endsWith(newline);
  const lines = text.split(newline);
  return { newline, closed, lines: closed ? lines.slice(0, -1) : lines };
}

/** What the numbers of a line stand for, up to its end. */
export function lineOf(tokens: ArrayLike<number>, symbols: readonly string[]): string {
  const all = Array.from(tokens);
  const end = all.indexOf(textMarks.end);
  return (end < 0 ? all : all.slice(0, end)).map((token) => symbols[token] ?? "").join("");
}

/** Bytes of the lines of a part, and of what stands between them as it is. */
export function textBytes(
  { first, count, beside = [] }: Pick<Part, "first" | "count" | "beside">,
  coded: readonly Uint8Array[],
  { about: { newline, closed }, symbols }: { readonly about: TextAbout; readonly symbols: readonly string[] },
): Uint8Array {
  const lines: string[] = [];
  const kept = (before: number) => {
    for (const [at, what] of beside) if (at === before) lines.push(what);
  };
  for (const [i, tokens] of coded.entries()) {
    kept(first + i);
    lines.push(lineOf(tokens, symbols));
  }
  const done = first + coded.length === count;
  if (done) kept(count);
  const text = (first === 0 ? "" : newline) + lines.join(newline) + (done && closed ? newline : "");
  return new TextEncoder().encode(text);
}

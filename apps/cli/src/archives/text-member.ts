import { readFile } from "node:fs/promises";
import { type CoderModel, levelsOf, type Member, textMarks } from "@elbo/codec";
import { DataError, NotSupportedError } from "@elbo/spec";
import type { InputFile } from "./list-files.ts";
import { linesOf } from "./text-format.ts";

/** The numbers of a line with its end, padded; undefined when the model has a symbol too few, or the line is too long. */
function tokensOf(line: string, numbers: ReadonlyMap<string, number>, longest: number): Uint8Array | undefined {
  const found = Array.from(line, (symbol) => numbers.get(symbol));
  if (found.length >= longest || found.includes(undefined)) return undefined;
  const row = new Uint8Array(longest).fill(textMarks.padding);
  row.set(found as number[]);
  row[found.length] = textMarks.end;
  return row;
}

/**
 * A text as a member of an archive, byte for byte. A line that the model cannot write, for its symbols or its length, stands
 * between the others as it is, deflated.
 *
 * @throws DataError when the model can write no line of it; NotSupportedError for a model of more than 256 symbols.
 */
export function textMember(name: string, text: string, model: CoderModel, where = name): Member {
  const { symbols = [] } = model.text ?? {};
  const longest = model.x.shape[0] ?? 0;
  if (levelsOf(model) > 256) {
    throw new NotSupportedError("an archive holds text of at most 256 symbols", {
      where,
      received: `a model of ${levelsOf(model)}`,
    });
  }
  const numbers = new Map(symbols.flatMap((symbol, token) => (symbol === "" ? [] : [[symbol, token] as const])));
  const { lines, newline, closed } = linesOf(text);
  const beside: [number, string][] = [];
  const coded: string[] = [];
  for (const line of lines) {
    if (tokensOf(line, numbers, longest)) coded.push(line);
    else beside.push([coded.length, line]);
  }
  if (coded.length === 0) {
    const [, line = ""] = beside[0] ?? [];
    const strange = Array.from(line).find((symbol) => !numbers.has(symbol));
    throw new DataError("the model can write no line of this file", {
      where,
      expected: `lines of fewer than ${longest} symbols that its training data had`,
      received:
        strange === undefined ? `a line of ${[...line].length} symbols` : `the symbol ${JSON.stringify(strange)}`,
      remedy: "Take a model that was trained on lines like these.",
    });
  }
  return {
    name,
    about: { format: "text", newline, closed, bytes: new TextEncoder().encode(text).length },
    size: { height: 1, width: longest, channels: 1 },
    count: coded.length,
    beside,
    read: async function* () {
      for (const line of coded) yield tokensOf(line, numbers, longest) as Uint8Array;
    },
  };
}

/** A file of UTF-8 text as a member. @throws DataError when it is none, and whatever `textMember` throws. */
export async function textFileMember({ path, name }: InputFile, model: CoderModel): Promise<Member> {
  const bytes = await readFile(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DataError("not a UTF-8 text file", {
      where: path,
      remedy: "Leave it out, or convert it: a model of text takes UTF-8 alone.",
      cause,
    });
  }
  return textMember(name, text, model, path);
}

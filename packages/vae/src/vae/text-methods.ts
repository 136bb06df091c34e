import { DataError, type Dataset, type Numbers } from "@elbo/spec";
import type { Vae } from "./vae.ts";

/** Ends a line; 0 pads it. The same in every data set of text. */
const END = 1;

/** Tokens of one line and its end. @throws DataError for a line that the model cannot read. */
function readLine(
  dataset: Dataset,
  { line, at, hidden }: { readonly line: string; readonly at: number; readonly hidden: string | undefined },
  longest: number,
): readonly number[] {
  const refuse = (message: string, expected: string, received: string, cause?: unknown) =>
    new DataError(message, { where: `line ${at + 1}: ${line}`, expected, received, remedy: "Leave it out.", cause });
  let tokens: readonly number[];
  try {
    tokens = (dataset.tokens as NonNullable<Dataset["tokens"]>)(line, hidden);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw refuse("the model does not know all of this line", "symbols of the training data", cause.message, cause);
  }
  if (tokens.length < longest) return tokens;
  throw refuse("the line is too long for the model", `at most ${longest - 1} tokens`, `${tokens.length} tokens`);
}

/** Lines for rows of tokens and the other way round, where the data has text. */
export function textMethods(dataset: Dataset): Pick<Vae, "texts" | "tokens"> {
  if (!dataset.text) return {};
  const toText = dataset.text.bind(dataset);
  const [time = 1] = dataset.fields.x?.shape ?? [];
  const rows = (tokens: Numbers) => Array.from({ length: tokens.length / time }, (_, i) => i * time);
  return {
    texts: async (tokens) => rows(tokens).map((from) => toText(tokens.subarray(from, from + time))),
    ...(dataset.tokens && {
      tokens: async (lines: readonly string[], hidden?: string) => {
        const x = new Int32Array(lines.length * time);
        const length = new Int32Array(lines.length);
        for (const [i, line] of lines.entries()) {
          const tokens = [...readLine(dataset, { line, at: i, hidden }, time), END];
          x.set(tokens, i * time);
          length[i] = tokens.length;
        }
        if (hidden === undefined) return { x, "x.length": length };
        const mask = x.map((token) => Number(token >= 0));
        return { x: x.map((token) => Math.max(0, token)), "x.length": length, "x.mask": mask };
      },
    }),
  };
}

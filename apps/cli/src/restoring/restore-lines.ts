import { stat } from "node:fs/promises";
import { readLines } from "@elbo/datasets";
import { DataError, type Field, type Named, NotSupportedError, type Numbers } from "@elbo/spec";
import type { HiddenToken, Vae } from "@elbo/vae";
import type { LongWork } from "../terminal/long-work.ts";

/** Something and how probable it is. */
interface Likely {
  readonly text: string;
  readonly probability: number;
}

/** A line with hidden symbols, and what it may have been. */
export interface RestoredLine {
  /** As it came. */
  readonly text: string;
  /** Whole lines, the likeliest first. */
  readonly restored: readonly Likely[];
  /** By hidden symbol, its place counted from 1, what stands there, the likeliest first. */
  readonly hidden: readonly { readonly place: number; readonly symbols: readonly Likely[] }[];
  readonly draws: readonly string[];
  /** How many independent draws the figures are worth. */
  readonly effective: number;
}

/** How to restore lines. */
export interface LineRestoration extends LongWork {
  /** A line, or a text file of lines. */
  readonly text: string;
  /** The symbol that stands for a hidden one. */
  readonly hidden: string;
  readonly draws: number;
  readonly seed: bigint;
  /** Fields of the model's condition, of one example. */
  readonly condition?: Named<ArrayLike<number>> | undefined;
}

const SHOWN = 5;

async function linesOf(text: string): Promise<readonly string[]> {
  const isFile = (await stat(text).catch(() => undefined))?.isFile() ?? false;
  return isFile ? readLines(text) : [text];
}

/** What stands in a hidden place, the likeliest first. */
async function likelySymbols(texts: NonNullable<Vae["texts"]>, { probabilities }: HiddenToken, time: number) {
  const order = Array.from(probabilities.keys())
    .filter((token) => (probabilities[token] as number) > 0)
    .sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number))
    .slice(0, SHOWN);
  const tokens = new Int32Array(order.length * time);
  for (const [row, token] of order.entries()) tokens[row * time] = token;
  const names = await texts(tokens);
  return order.map((token, i) => ({ text: names[i] as string, probability: probabilities[token] as number }));
}

/**
 * Restores lines in which a symbol stands for each hidden one.
 *
 * @throws NotSupportedError for a model of something else, DataError for lines that it does not know or that hide nothing.
 */
export async function restoreLines(
  vae: Vae,
  { text, hidden, draws, seed, condition, ...work }: LineRestoration,
): Promise<RestoredLine[]> {
  const { texts, tokens } = vae;
  if (!texts || !tokens) {
    throw new NotSupportedError("the model is not one of text", {
      where: "--text",
      received: `data ${vae.dataset.name}`,
      remedy: "Name a run of text with --model.",
    });
  }
  const lines = await linesOf(text);
  const given = await tokens(lines, hidden);
  const mask = given["x.mask"] as Int32Array;
  const [time = 1] = (vae.dataset.fields.x as Field).shape;
  for (const [n, line] of lines.entries()) {
    if (mask.subarray(n * time, (n + 1) * time).includes(0)) continue;
    throw new DataError("nothing is hidden in this line", {
      where: `line ${n + 1}: ${line}`,
      expected: `"${hidden}" for each hidden symbol`,
      remedy: "Name another sign with --hidden.",
    });
  }
  const fields = Object.entries(condition ?? {}).map(([name, values]) => {
    const all = lines.flatMap(() => Array.from(values));
    return [name, vae.dataset.fields[name]?.dtype === "int32" ? Int32Array.from(all) : Float32Array.from(all)];
  });
  const conditioned = Object.fromEntries(fields) as Named<Numbers>;
  const found = await vae.restoreTokens({ ...given, ...conditioned }, { draws, seed, ...work });
  const drawn = await texts(found.draws);
  const restored: RestoredLine[] = [];
  for (const [n, line] of lines.entries()) {
    const completions = found.completions[n] ?? [];
    const whole = await texts(Int32Array.from(completions.flatMap((each) => [...each.tokens])));
    const places = found.hidden.filter((each) => each.line === n);
    restored.push({
      text: line,
      restored: completions.map(({ probability }, i) => ({ text: whole[i] as string, probability })),
      hidden: await Promise.all(
        places.map(async (each) => ({ place: each.place + 1, symbols: await likelySymbols(texts, each, time) })),
      ),
      draws: Array.from({ length: draws }, (_, draw) => drawn[draw * lines.length + n] as string),
      effective: found.effective[n] as number,
    });
  }
  return restored;
}

const share = (probability: number) => probability.toFixed(3);
/** A symbol that can be seen in a list. */
const shown = (symbol: string) => (symbol.trim() === "" ? `"${symbol}"` : symbol);

/** Restored lines for a person to read. */
export function restoredText(lines: readonly RestoredLine[]): string {
  const block = ({ text, restored, hidden, effective }: RestoredLine) => [
    text,
    ...restored.slice(0, SHOWN).map((each) => `  ${share(each.probability)}  ${each.text}`),
    ...(hidden.length > 1
      ? hidden.map(
          ({ place, symbols }) =>
            `  place ${place}: ${symbols.map((each) => `${shown(each.text)} ${share(each.probability)}`).join(", ")}`,
        )
      : []),
    `  from what is worth ${Math.round(effective)} draws`,
  ];
  return `${lines.flatMap(block).join("\n")}\n`;
}

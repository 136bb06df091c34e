import { imageGrid } from "@elbo/bench";
import { type Field, NotSupportedError, type Numbers } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { csvCell } from "./csv-cell.ts";

/** Examples made fit for a person: a PNG, or lines of text, with names of columns where the data has them. */
export type Presented =
  | { readonly png: Buffer }
  | { readonly lines: readonly string[]; readonly columns?: readonly string[] };

/** A table's column: its own value = x * deviation + mean, or the text of that value. */
interface Column {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
  readonly values?: readonly string[];
}

const rows = (values: Numbers, size: number): Numbers[] =>
  Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size));

/** Examples `[count, ...x]` as a grid of pictures, lines of text, or rows of numbers in the data's own units, whichever the data is. */
export async function present(vae: Vae, x: Numbers, { columns }: { readonly columns: number }): Promise<Presented> {
  const { shape } = vae.dataset.fields.x as Field;
  const size = shape.reduce((a, b) => a * b, 1);
  if (vae.texts) return { lines: await vae.texts(x) };
  if (shape.length === 3) return { png: imageGrid(x, { shape: shape as [number, number, number], columns }) };
  const { columns: scales } = vae.dataset as { readonly columns?: readonly Column[] };
  const own = (value: number, i: number) => {
    const { mean, deviation, values }: Omit<Column, "name"> = scales?.[i] ?? { mean: 0, deviation: 1 };
    return values?.[value] ?? (value * deviation + mean).toPrecision(6);
  };
  return {
    lines: rows(x, size).map((row) => Array.from(row, own).map(csvCell).join(",")),
    ...(scales ? { columns: scales.map(({ name }) => name) } : {}),
  };
}

/** @throws NotSupportedError for a file of pictures that does not end in .png. */
export function checkPngName(file: string): void {
  if (file.endsWith(".png")) return;
  throw new NotSupportedError("pictures are written as PNG", {
    where: file,
    remedy: "Choose a name that ends in .png.",
  });
}

/** Writes pictures to `file`, lines to the terminal or, when named, to `file`. Returns what to tell the person. */
export async function deliver(
  presented: Presented,
  file: string | undefined,
  write: (file: string, data: string | Buffer) => Promise<void>,
  print: (text: string) => void,
  fallback: string,
): Promise<string | undefined> {
  if ("png" in presented) {
    const target = file ?? fallback;
    checkPngName(target);
    await write(target, presented.png);
    return target;
  }
  const heading = presented.columns ? [presented.columns.join(",")] : [];
  const text = `${[...heading, ...presented.lines].join("\n")}\n`;
  if (file === undefined) {
    print(text);
    return undefined;
  }
  await write(file, text);
  return file;
}

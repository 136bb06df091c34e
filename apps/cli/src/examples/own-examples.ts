import { stat } from "node:fs/promises";
import { openPictures, type PictureForm, readLines } from "@elbo/datasets";
import { type Field, type Named, NotSupportedError, type Numbers } from "@elbo/spec";
import { readTableRows } from "@elbo/tables";
import type { Vae } from "@elbo/vae";
import type { ExampleSource } from "./example-source.ts";

/** What a model takes for a picture; undefined for a model of something else. */
function pictureForm(vae: Vae): PictureForm | undefined {
  const { shape, support } = vae.dataset.fields.x as Field;
  const [height = 0, width = 0, channels] = shape;
  const pixels = support === "unit" || support === "binary";
  if (shape.length !== 3 || !pixels || (channels !== 1 && channels !== 3)) return undefined;
  const { resize = "box" } = vae.config.data as { readonly resize?: PictureForm["resize"] };
  return { height, width, channels, resize };
}

/** Folders are classes, where there are several. */
function foldersOf(names: readonly string[]): readonly string[] | undefined {
  const folders = names.map((name) => (name.includes("/") ? (name.split("/")[0] as string) : ""));
  return new Set(folders).size > 1 ? folders : undefined;
}

async function pictures(path: string, form: PictureForm, drawn: number | undefined): Promise<ExampleSource> {
  const { names, read } = await openPictures(path, form, { drawn });
  const labels = foldersOf(names);
  return {
    unit: "file",
    names,
    ...(labels ? { labels } : {}),
    read: async (first, count) => {
      const x = new Float32Array(count * form.height * form.width * form.channels);
      await read(
        Int32Array.from({ length: count }, (_, i) => first + i),
        x,
      );
      return { x };
    },
  };
}

const lines = (texts: readonly string[], tokens: NonNullable<Vae["tokens"]>): ExampleSource => ({
  unit: "text",
  names: texts,
  read: (first, count) => tokens(texts.slice(first, first + count)),
});

async function rows(vae: Vae, path: string): Promise<ExampleSource> {
  const { x, mask, lines: at } = await readTableRows(vae, path);
  const width = vae.dataset.fields.x?.shape[0] ?? 1;
  const masked = "x.mask" in vae.dataset.fields;
  const cut = (values: Float32Array, first: number, count: number) =>
    values.slice(first * width, (first + count) * width);
  return {
    unit: "row",
    names: at.map((line) => `line ${line}`),
    read: async (first, count): Promise<Named<Numbers>> => ({
      x: cut(x, first, count),
      ...(masked ? { "x.mask": cut(mask, first, count) } : {}),
    }),
  };
}

/**
 * A person's own examples: a folder of pictures or one picture, the lines of a text file, or the rows of a CSV file, whichever
 * the model is of. With `line` a path that is no file is itself the one line of text. With `drawn`, a seed, pictures for a model of black
 * and white are drawn as its own data were; else it sees their grey levels.
 *
 * @throws NotSupportedError for a model of neither; DataError for files that cannot be read.
 */
export async function ownExamples(
  vae: Vae,
  path: string,
  { line = false, drawn }: { readonly line?: boolean; readonly drawn?: number } = {},
): Promise<ExampleSource> {
  if (vae.tokens) {
    const isFile = (await stat(path).catch(() => undefined))?.isFile() ?? false;
    return lines(line && !isFile ? [path] : await readLines(path), vae.tokens);
  }
  const form = pictureForm(vae);
  const binary = vae.dataset.fields.x?.support === "binary";
  if (form) return pictures(path, form, binary ? drawn : undefined);
  if ("columns" in vae.dataset) return rows(vae, path);
  throw new NotSupportedError("own files are read for models of pictures, of text and of tables", {
    where: path,
    received: `data ${vae.dataset.name}`,
    remedy: "Name a run of pictures, of text or of a table, or use --split.",
  });
}

import { stat } from "node:fs/promises";
import { openPictures, type PictureForm, readLines } from "@elbo/datasets";
import { type Field, NotSupportedError } from "@elbo/spec";
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

async function pictures(path: string, form: PictureForm): Promise<ExampleSource> {
  const { names, read } = await openPictures(path, form);
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

/**
 * A person's own examples: a folder of pictures or one picture, or the lines of a text file, whichever the model is of. With
 * `line` a path that is no file is itself the one line of text.
 *
 * @throws NotSupportedError for a model of neither; DataError for files that cannot be read.
 */
export async function ownExamples(
  vae: Vae,
  path: string,
  { line = false }: { readonly line?: boolean } = {},
): Promise<ExampleSource> {
  if (vae.tokens) {
    const isFile = (await stat(path).catch(() => undefined))?.isFile() ?? false;
    return lines(line && !isFile ? [path] : await readLines(path), vae.tokens);
  }
  const form = pictureForm(vae);
  if (form) return pictures(path, form);
  throw new NotSupportedError("own files are read for models of pictures and of text", {
    where: path,
    received: `data ${vae.dataset.name}`,
    remedy: "Name a run of pictures or of text, or use --split.",
  });
}

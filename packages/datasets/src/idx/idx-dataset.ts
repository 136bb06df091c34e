import { DataError, type Dataset, type Field, type Named, type Numbers, type Presentation } from "@elbo/spec";
import { type PixelLaw, pixelField, presentPixels } from "../images/present-pixels.ts";
import { checkedSplit, positionsOf } from "../splits/checked-split.ts";
import { type Choice, chooseLabelled } from "../splits/choose-labelled.ts";
import { holdOut } from "../splits/hold-out.ts";
import { type IdxFile, openIdx } from "./idx-file.ts";
import { readLabels } from "./idx-labels.ts";

/** Files and choices behind an image set of IDX files. */
export interface IdxSources {
  readonly name: string;
  readonly train: { readonly images: string; readonly labels?: string | undefined };
  /** Absent: `testShare` of the training file is set aside. */
  readonly test?: { readonly images: string; readonly labels?: string | undefined } | undefined;
  readonly validation: number;
  readonly testShare?: number;
  /** Validation is the end of the training file instead of a random part. */
  readonly last?: boolean;
  readonly binarise: "none" | "dynamic" | "static";
  readonly seed: number;
  /** Training examples whose label is known; absent: all, and no field `label.known`. */
  readonly labelled?: number | undefined;
  /** Training examples to keep, as many of each class, validation among them; absent: all. */
  readonly examples?: number | undefined;
  /** What to do about a missing file. */
  readonly remedy?: string;
}

/** Event axes of an example: pictures get a channel axis. */
const eventShape = ({ header }: IdxFile) => (header.shape.length === 2 ? [...header.shape, 1] : header.shape);

interface Opened {
  readonly file: IdxFile;
  readonly labels: Awaited<ReturnType<typeof readLabels>> | undefined;
}

interface Part {
  readonly file: IdxFile;
  readonly labels: Int32Array | undefined;
  /** By row of the file; absent: all labels are known. */
  readonly known?: Uint8Array | undefined;
  readonly positions: Int32Array | undefined;
  readonly law: PixelLaw;
}

const readPart = ({ file, labels, known, positions, law }: Part) => {
  const { type, exampleBytes } = file.header;
  let scratch = new Uint8Array(0);
  return (indices: Int32Array, into: Named<Numbers>, presentation?: Presentation) => {
    const rows = positionsOf(indices, positions);
    const { x, label, "label.known": told } = into;
    if (told) for (let i = 0; i < rows.length; i++) told[i] = known ? (known[rows[i] as number] as number) : 1;
    if (label && labels) for (let i = 0; i < rows.length; i++) label[i] = labels[rows[i] as number] as number;
    if (!x) return;
    if (scratch.length < rows.length * exampleBytes) scratch = new Uint8Array(rows.length * exampleBytes);
    file.readBytes(rows, scratch);
    if (type.name === "uint8") return presentPixels(law, { bytes: scratch, rows, presentation }, x);
    const view = new DataView(scratch.buffer);
    const numbers = (rows.length * exampleBytes) / type.bytes;
    for (let i = 0; i < numbers; i++) x[i] = type.read(view, i * type.bytes);
  };
};

/** @throws DataError without labels, or when a class has too few. */
function chosenOf(
  labels: { readonly values: Int32Array; readonly categories: number } | undefined,
  rows: Int32Array,
  options: Omit<Choice, "categories"> & { readonly field: string },
): Uint8Array {
  if (labels) return chooseLabelled(labels.values, rows, { ...options, categories: labels.categories });
  throw new DataError("there are no labels to choose by", {
    where: options.where,
    remedy: `Give \`labels\`, or leave out \`${options.field}\`.`,
  });
}

/** The training file's rows that are kept. */
function keptRows({ file, labels }: Opened, { examples, seed }: IdxSources, where: string): Int32Array {
  const all = Int32Array.from({ length: file.header.length }, (_, row) => row);
  if (examples === undefined) return all;
  const chosen = chosenOf(labels, all, { count: examples, seed, where, field: "examples" });
  return all.filter((row) => chosen[row] === 1);
}

/**
 * Opens IDX files as a data set: field `x` `[height, width, 1]` (or the file's own axes) and, with labels, `label` `[]`.
 * Large files are read by position; small ones stay in memory as bytes.
 *
 * @throws DataError for missing, truncated or mismatched files.
 */
export async function openIdxDataset(sources: IdxSources): Promise<Dataset> {
  const { name, seed, binarise: mode, remedy, labelled } = sources;
  const where = `datasets/${name}`;
  const opened: IdxFile[] = [];
  const close = async () => {
    for (const file of opened) await file.close();
  };
  try {
    const openPart = async ({ images, labels }: IdxSources["train"]): Promise<Opened> => {
      const file = await openIdx(images, remedy === undefined ? {} : { remedy });
      opened.push(file);
      return { file, labels: labels === undefined ? undefined : await readLabels(labels, file.header.length, remedy) };
    };
    const train = await openPart(sources.train);
    const test = sources.test && (await openPart(sources.test));
    const shape = eventShape(train.file);
    const bytes = train.file.header.type.name === "uint8";
    if (test && String(eventShape(test.file)) !== String(shape)) {
      throw new DataError("training and test examples differ in shape", {
        where,
        expected: `[${shape}]`,
        received: `[${eventShape(test.file)}]`,
      });
    }
    if (!bytes && mode !== "none") {
      throw new DataError("only bytes can be binarised", {
        where,
        expected: "uint8",
        received: train.file.header.type.name,
        remedy: "Set binarise: none.",
      });
    }
    const categories = Math.max(train.labels?.categories ?? 0, test?.labels?.categories ?? 0);
    const fields: Named<Field> = {
      x: bytes ? pixelField(shape, mode) : { shape, dtype: "float32", support: "real" },
      ...(categories > 0 && { label: { shape: [], dtype: "int32", support: "category", categories } }),
      ...(labelled !== undefined && { "label.known": { shape: [], dtype: "float32", support: "binary" } }),
    };
    const kept = keptRows(train, sources, where);
    const places = holdOut(kept.length, {
      where,
      seed,
      validation: sources.validation,
      last: sources.last ?? false,
      test: test ? 0 : (sources.testShare ?? 0.1),
    });
    const rowsOf = (positions: Int32Array) => positions.map((place) => kept[place] as number);
    const at = {
      train: rowsOf(places.train),
      validation: rowsOf(places.validation),
      test: rowsOf(places.test),
    };
    const known =
      labelled === undefined
        ? undefined
        : chosenOf(train.labels, at.train, { count: labelled, seed, where, field: "labelled" });
    const split = (from: typeof train, positions: Int32Array | undefined, training: boolean, file: 0 | 1) => {
      const law = { size: from.file.header.exampleBytes, binarise: mode, seed, training, file };
      const part: Part = {
        file: from.file,
        labels: from.labels?.values,
        ...(training && { known }),
        positions,
        law,
      };
      return checkedSplit(where, fields, positions?.length ?? from.file.header.length, readPart(part));
    };
    return {
      name,
      fields,
      splits: {
        train: split(train, at.train, true, 0),
        ...(at.validation.length > 0 && { validation: split(train, at.validation, false, 0) }),
        test: test ? split(test, undefined, false, 1) : split(train, at.test, false, 0),
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

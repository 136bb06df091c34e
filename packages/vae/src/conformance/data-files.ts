import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillNoise } from "@elbo/program";

/** Small data files for whole-model tests, in a folder of their own. */
export interface DataFiles {
  /** IDX, 24 grey images of 8 x 8. */
  readonly images: string;
  /** IDX, a class of 0, 1, 2 for each image. */
  readonly labels: string;
  /** 20 short lines. */
  readonly text: string;
  /** 24 rows of 4 columns, about a fifth of the cells empty. */
  readonly table: string;
  remove(): Promise<void>;
}

const IMAGES = 24;
const SIDE = 8;
const ROWS = 24;
const COLUMNS = 4;

const uniform = (count: number, path: string): Float32Array => {
  const values = new Float32Array(count);
  fillNoise(values, { law: "uniform" }, { seed: 17n, step: 0, path: `conformance/${path}` });
  return values;
};

const idxFile = (): Uint8Array => {
  const header = new Uint8Array(16);
  header.set([0, 0, 8, 3]);
  const view = new DataView(header.buffer);
  [IMAGES, SIDE, SIDE].forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  const pixels = Uint8Array.from(uniform(IMAGES * SIDE * SIDE, "images"), (u) => Math.floor(256 * u));
  return Uint8Array.from([...header, ...pixels]);
};

const labelFile = (): Uint8Array => {
  const header = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, IMAGES);
  return Uint8Array.from([...header, ...Array.from({ length: IMAGES }, (_, i) => (i * 7) % 3)]);
};

const lines = (): string => {
  const u = uniform(20 * 8, "text");
  const line = (row: number) =>
    Array.from({ length: 2 + Math.floor(5 * (u[8 * row] as number)) }, (_, i) =>
      "abcde".charAt(Math.floor(5 * (u[8 * row + 1 + i] as number))),
    ).join("");
  return `${Array.from({ length: 20 }, (_, row) => line(row)).join("\n")}\n`;
};

const table = (): string => {
  const [u, gaps] = [uniform(ROWS * COLUMNS, "table"), uniform(ROWS * COLUMNS, "gaps")];
  const cell = (at: number) => ((gaps[at] as number) < 0.2 ? "" : (4 * (u[at] as number) - 1).toFixed(4));
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: COLUMNS }, (_, column) => cell(COLUMNS * row + column)).join(","),
  );
  return `a,b,c,d\n${rows.join("\n")}\n`;
};

/** Writes the files. The same numbers every time. */
export async function writeDataFiles(): Promise<DataFiles> {
  const folder = await mkdtemp(join(tmpdir(), "elbo-conformance-"));
  const put = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  return {
    images: await put("images.idx", idxFile()),
    labels: await put("labels.idx", labelFile()),
    text: await put("lines.txt", lines()),
    table: await put("table.csv", table()),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

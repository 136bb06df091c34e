import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Vae } from "@elbo/vae";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTableRows } from "./read-table-rows.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-file-rows-"));
});
afterAll(() => rm(folder, { recursive: true }));

const model = (fields: object) =>
  ({
    config: { data: {} },
    dataset: {
      fields: { x: { shape: [2] }, ...fields },
      columns: [
        { name: "size", type: "real", mean: 10, deviation: 2 },
        { name: "kind", type: "category", mean: 0, deviation: 1, values: ["flat", "house"] },
      ],
    },
  }) as unknown as Pick<Vae, "config" | "dataset">;
const file = async (text: string) => {
  const path = join(folder, "rows.csv");
  await writeFile(path, text);
  return path;
};

it("reads rows by the columns of the model, with the lines that they begin on", async () => {
  const path = await file('note;kind;size\n"two\nlines";house;14\n\nx;;8\n');
  expect(await readTableRows(model({ "x.mask": { shape: [2] } }), path)).toEqual({
    x: Float32Array.of(2, 1, -1, 0),
    mask: Float32Array.of(1, 1, 1, 0),
    lines: [2, 5],
  });
});

it("refuses gaps for a model of whole rows, and a table without a column", async () => {
  await expect(readTableRows(model({}), await file("kind,size\n,1\n"))).rejects.toThrow(/column "kind" has gaps/);
  await expect(readTableRows(model({}), await file("kind,other\nflat,1\n"))).rejects.toThrow(/lacks a column.*size/);
});

it("reads more rows than go through at once", async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => `${i},flat`);
  const { x, lines } = await readTableRows(model({}), await file(`size,kind\n${rows.join("\n")}\n`));
  expect([x.length, x[2 * 2100], lines[2499]]).toEqual([5000, (2100 - 10) / 2, 2501]);
});

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { type BadInput, refuse } from "./support/bad-input.ts";
import { pictures, table, text, tiny } from "./support/configs.ts";
import { csv, greyPng, idxImages, savePictures } from "./support/data-files.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const args = ["train", "config.yaml"];
const folderOf = (settings: object) => ({
  ...tiny,
  data: { kind: "images", path: "pictures", ...settings },
  training: { ...tiny.training, batch: 8 },
});

const inputs: readonly BadInput[] = [
  {
    name: "a missing IDX file",
    config: pictures,
    args,
    code: 3,
    says: ["images.idx", /missing|not there|cannot/, /path/],
  },
  {
    name: "a truncated IDX file",
    config: pictures,
    args,
    prepare: (at) => write(at, "images.idx", idxImages(40).subarray(0, 900)),
    code: 3,
    says: ["images.idx", /truncated|short|ends/, "2576", "900"],
  },
  {
    name: "an IDX file with another magic number",
    config: pictures,
    args,
    prepare: (at) => write(at, "images.idx", greyPng(40, 40, 9)),
    code: 3,
    says: ["images.idx", /IDX/, /89|137|magic/i],
  },
  {
    name: "an empty IDX file",
    config: pictures,
    args,
    prepare: (at) => write(at, "images.idx", ""),
    code: 3,
    says: ["images.idx"],
  },
  {
    name: "text in a column of numbers",
    config: table,
    args,
    prepare: (at) =>
      write(
        at,
        "data.csv",
        csv(40, (row, column) => (row === 6 && column === 1 ? "six" : "1")),
      ),
    code: 3,
    says: ["data.csv", "line 8", '"b"', '"six"'],
  },
  {
    name: "a table with an empty column",
    config: table,
    args,
    prepare: (at) =>
      write(
        at,
        "data.csv",
        csv(40, (row, column) => (column === 2 ? "" : String(row))),
      ),
    code: 3,
    says: ["data.csv", "line 2", '"c"', "missing: mask"],
  },
  {
    name: "a table with nothing but gaps in a column",
    config: { ...table, data: { ...table.data, missing: "mask" } },
    args,
    prepare: (at) =>
      write(
        at,
        "data.csv",
        csv(40, (row, column) => (column === 2 ? "" : String(row))),
      ),
    code: 3,
    says: ["data.csv", '"c"'],
  },
  {
    name: "a row of another length",
    config: table,
    args,
    prepare: (at) => write(at, "data.csv", `${csv(40)}\n1,2\n`),
    code: 3,
    says: ["data.csv", "line 42", /3/, /2/],
  },
  { name: "a missing table", config: table, args, code: 3, says: ["data.csv", "path"] },
  {
    name: "an empty table",
    config: table,
    args,
    prepare: (at) => write(at, "data.csv", ""),
    code: 3,
    says: ["data.csv"],
  },
  { name: "a missing folder of images", config: folderOf({}), args, code: 3, says: ["pictures", "path"] },
  {
    name: "an empty folder of images",
    config: folderOf({}),
    args,
    prepare: (at) => mkdir(join(at, "pictures")),
    code: 3,
    says: ["no pictures", ".png"],
  },
  {
    name: "a broken PNG",
    config: folderOf({}),
    args,
    prepare: async (at) => {
      await savePictures(join(at, "pictures"), 24);
      await write(at, "pictures/p003.png", greyPng(8, 8, 100).subarray(0, 60));
    },
    code: 3,
    begins: true,
    says: ["p003.png", "broken picture", "Remove or replace"],
  },
  {
    name: "text that calls itself a PNG",
    config: folderOf({}),
    args,
    prepare: async (at) => {
      await savePictures(join(at, "pictures"), 24);
      await write(at, "pictures/p003.png", "hello");
    },
    code: 3,
    says: ["p003.png", "broken picture"],
  },
  {
    name: "images of several sizes",
    config: folderOf({}),
    args,
    prepare: async (at) => {
      await savePictures(join(at, "pictures"), 24);
      await write(at, "pictures/big.png", greyPng(9, 8, 100));
    },
    code: 3,
    says: ["differ in size", "8 x 8", "9 x 8", "size: ["],
  },
  { name: "a missing text", config: text, args, code: 3, says: ["lines.txt", "path"] },
  {
    name: "a text that is no text",
    config: text,
    args,
    prepare: (at) => write(at, "lines.txt", Uint8Array.from([0xff, 0xfe, 0x00, 0x80])),
    code: 3,
    says: ["lines.txt", "UTF-8"],
  },
  {
    name: "a text of blank lines",
    config: text,
    args,
    prepare: (at) => write(at, "lines.txt", "\n\n\n"),
    code: 3,
    says: ["lines.txt", "no text"],
  },
];

describe("data that cannot be had", () => {
  it.concurrent.for(inputs)("$name", (input, { onTestFinished }) => refuse(input, workplace(onTestFinished), ""));
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Vae } from "@elbo/vae";
import { afterAll, beforeAll, expect, it } from "vitest";
import { profileForModel } from "./profile-for-model.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-known-"));
});
afterAll(() => rm(folder, { recursive: true }));

const columns = [
  { name: "size", type: "real", mean: 0, deviation: 1 },
  { name: "rooms", type: "count", mean: 0, deviation: 1 },
  { name: "kind", type: "category", mean: 0, deviation: 1, values: ["flat", "house"] },
];

it("reads few rows as the model read many: types, decimals, and columns that it does not have", async () => {
  const own = join(folder, "own.csv");
  await writeFile(own, "size;rooms;kind\n1.50;2;flat\n-2.25;3;house\n");
  const config = { data: { path: own, delimiter: ";", header: "yes", blanks: ["", "-"] } };
  const vae = { config, dataset: { columns } } as unknown as Pick<Vae, "config" | "dataset">;
  const file = join(folder, "more.csv");
  await writeFile(file, "kind,note,size,rooms\nflat,a long note,,3\n,,,\n");
  const profile = await profileForModel(vae, file);
  expect(profile.columns.map(({ name, type, left }) => [name, type, left])).toEqual([
    ["kind", "category", undefined],
    ["note", undefined, "not in the model"],
    ["size", "real", undefined],
    ["rooms", "count", undefined],
  ]);
  expect(profile.columns[2]?.format).toEqual({ decimals: 2, fixed: true, low: -2.25, high: 1.5 });
  await writeFile(file, "kind,size,rooms\nflat,7.1,\n");
  const [, size] = (await profileForModel(vae, file)).columns;
  expect(size?.format).toEqual({ decimals: 2, fixed: false, low: -2.25, high: 7.1 });
});

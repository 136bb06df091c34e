import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Vae } from "@elbo/vae";
import { expect, it } from "vitest";
import { profileTable } from "../profile/profile-table.ts";
import { type FilledCell, fillTable } from "./fill-table.ts";

it("writes numbers with the table's own decimal comma, and leaves the rest to the byte", async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), "elbo-fill-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "table.csv");
  await writeFile(file, "a;b\r\n1,50;2,25\r\n 3,00;NA\r\n");
  const columns = ["a", "b"].map((name) => ({ name, mean: 1, deviation: 2 }));
  const vae = {
    dataset: { columns, fields: { x: { shape: [2] } } },
    impute: async ({ x }: { x: Float32Array }) => {
      expect([...x]).toEqual([1, 0]);
      return {
        count: 1,
        x: Float32Array.of(1, 0.75),
        draws: new Float32Array(2 * 199).fill(0.75),
        effective: Float32Array.of(1),
      };
    },
  } as unknown as Vae;
  let written = "";
  const cells: FilledCell[] = [];
  await fillTable(vae, await profileTable(file), {
    write: async (_, bytes) => {
      written += new TextDecoder().decode(bytes);
    },
    onCell: (cell) => cells.push(cell),
  });
  expect(written).toBe("a;b\r\n1,50;2,25\r\n 3,00;2,50\r\n");
  expect(cells).toEqual([{ line: 3, column: "b", value: "2,50", low: "2,50", high: "2,50" }]);
});

it("refuses a row of which the model makes no number, with its line, rather than write one", async ({
  onTestFinished,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "elbo-fill-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "table.csv");
  await writeFile(file, "a,b\n1,2\n3,\n");
  const columns = ["a", "b"].map((name) => ({ name, mean: 0, deviation: 1 }));
  const answering = (value: number) =>
    ({
      dataset: { columns, fields: { x: { shape: [2] } } },
      impute: async () => ({
        count: 1,
        x: Float32Array.of(3, value),
        draws: new Float32Array(2 * 199).fill(value),
        effective: Float32Array.of(value),
      }),
    }) as unknown as Vae;
  const profile = await profileTable(file);
  let written = "";
  const write = async (_: number, bytes: Uint8Array) => {
    written += new TextDecoder().decode(bytes);
  };
  await fillTable(answering(4), profile, { write });
  expect(written).toBe("a,b\n1,2\n3,4\n");
  await expect(fillTable(answering(Number.NaN), profile, { write })).rejects.toThrow(/line 3.*no value for column "b"/);
});

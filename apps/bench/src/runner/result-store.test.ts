import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fakeRun } from "../testing/fake-run.ts";
import { makeFolder, openResults } from "./result-store.ts";

it("gives back what was finished with the same config, and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "elbo-"));
  const results = openResults(folder);
  const run = fakeRun({ variant: "dense IWAE k=5" });
  expect(await results.read(run.id, "0")).toBeUndefined();
  await results.write(run);
  expect(await results.read(run.id, "0")).toEqual(run);
  expect(await results.read(run.id, "1")).toBeUndefined();
  const [name] = await readdir(folder);
  await writeFile(join(folder, name as string), '{"cut');
  expect(await results.read(run.id, "0")).toBeUndefined();
});

it("two cells that finish at once make the folder together; a file in its place is an error", async () => {
  const root = await mkdtemp(join(tmpdir(), "elbo-"));
  for (const round of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const results = openResults(join(root, `${round}`, "results"));
    const runs = [1, 2, 3, 4].map((seed) => fakeRun({ seed }));
    await Promise.all(runs.map((run) => results.write(run)));
    for (const run of runs) expect(await results.read(run.id, "0")).toEqual(run);
  }
  await writeFile(join(root, "file"), "");
  await expect(makeFolder(join(root, "file"))).rejects.toThrow(/EEXIST/);
});

import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fakeRun } from "../testing/fake-run.ts";
import { openResults } from "./result-store.ts";

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

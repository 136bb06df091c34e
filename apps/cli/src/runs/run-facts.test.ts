import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isFinished, partsDiffer } from "./run-facts.ts";

it("tells when parts are missing or have changed", async () => {
  const run = await mkdtemp(join(tmpdir(), "elbo-"));
  const own = (hash: string) => [{ file: "/elsewhere/prior.ts", hash, definitions: [] }];
  expect(await partsDiffer(run, own("1"))).toBeUndefined();
  await writeFile(join(run, "run.json"), JSON.stringify({ parts: { "/home/prior.ts": "1" } }));
  expect(await partsDiffer(run, own("1"))).toBeUndefined();
  expect(await partsDiffer(run, [])).toMatch(/--parts \/home\/prior.ts/);
  expect(await partsDiffer(run, own("2"))).toMatch(/changed/);
});

it("knows a finished run", async () => {
  const run = await mkdtemp(join(tmpdir(), "elbo-"));
  expect(await isFinished(run)).toBe(false);
  await mkdir(join(run, "checkpoints"));
  await writeFile(join(run, "checkpoints", "last.json"), '{"manifest":{"state":{"finished":true}}}');
  expect(await isFinished(run)).toBe(true);
});

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "./read-config.ts";

const folder = () => mkdtemp(join(tmpdir(), "elbo-"));

it("reads YAML and JSON alike", async () => {
  const at = await folder();
  await writeFile(join(at, "a.yaml"), "loss:\n  kind: elbo # beta is 1\n");
  await writeFile(join(at, "a.json"), '{"loss":{"kind":"elbo"}}');
  expect(await readConfig(join(at, "a.yaml"))).toEqual(await readConfig(join(at, "a.json")));
});

it("says where a file is broken, and that one is missing", async () => {
  const at = await folder();
  await writeFile(join(at, "bad.yaml"), "loss: {kind: elbo\nseed: [1");
  await expect(readConfig(join(at, "bad.yaml"))).rejects.toThrow(/bad.yaml.*line/);
  await expect(readConfig(join(at, "none.yaml"))).rejects.toThrow(/no such file.*elbo init/);
});

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { namedRunFolder } from "./named-run-folder.ts";

it("makes the folder once and opens it afterwards", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "elbo-")), "deep", "run");
  const how = { config: { seed: 3 }, facts: { seed: 3, engine: "cpu", versions: {} } };
  const first = await namedRunFolder(path, how);
  expect(first.existed).toBe(false);
  const second = await namedRunFolder(path, { ...how, config: { seed: 4 } });
  expect(second).toMatchObject({ existed: true, run: { path, config: { seed: 3 } } });
});

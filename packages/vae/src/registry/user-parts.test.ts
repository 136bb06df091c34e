import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@elbo/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadUserParts } from "./user-parts.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-parts-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
const source = `
type Kind = "mine";
const kind: Kind = "mine";
export const minePrior = { family: "prior", kind, summary: "mine", config: () => ({}), create: () => ({}) };
export const samePrior = minePrior;
export const notAPart = 3;
`;

describe("loadUserParts", () => {
  it("loads TypeScript, takes each part once and remembers the file's hash", async () => {
    const path = await file("mine.ts", source);
    const parts = await loadUserParts(path);
    expect(parts.definitions.map(({ family, kind }) => `${family}/${kind}`)).toEqual(["prior/mine"]);
    expect(parts.file).toBe(path);
    expect(parts.hash).toBe(createHash("sha256").update(source).digest("hex"));
  });

  it("refuses a missing file, a broken one and one without parts, and says why", async () => {
    await expect(loadUserParts(join(folder, "none.ts"))).rejects.toThrow(ConfigError);
    await expect(loadUserParts(join(folder, "none.ts"))).rejects.toThrow(/cannot be read: got ENOENT/);
    const broken = await file("broken.ts", "export const x = (;");
    await expect(loadUserParts(broken)).rejects.toThrow(/does not load/);
    const empty = await file("empty.ts", "export const width = 3;");
    await expect(loadUserParts(empty)).rejects.toThrow(/exports no part: .*got width/);
    const lost = await file(
      "lost.ts",
      'export const p = { family: "priors", kind: "mine", summary: "", config: () => {}, create: () => {} };',
    );
    await expect(loadUserParts(lost)).rejects.toThrow(/"mine".*no config asks for.*got priors.*Did you mean "prior"/);
  });
});

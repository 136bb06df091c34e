import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { interpolateCommand } from "./interpolate.ts";
import { mapCommand } from "./map.ts";
import { neighboursCommand } from "./neighbours.ts";
import { sampleCommand } from "./sample.ts";

const commands: readonly (readonly [string, () => Command, (file: string, other: string) => readonly string[]])[] = [
  ["sample", sampleCommand, (file) => ["--like", file, "--out", file]],
  ["interpolate", interpolateCommand, (file, other) => ["--between", `${other},${file}`, "--out", file]],
  ["neighbours", neighboursCommand, (file) => [file, "--out", file]],
  ["neighbours --among", neighboursCommand, (file, other) => [other, "--among", join(file, ".."), "--out", file]],
  ["map", mapCommand, (file) => ["--files", file, "--out", file]],
];

it.each(commands)("%s never writes over what goes in", async (_name, command, args) => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  const [file, other] = [join(at, "mine.png"), join(at, "yours.png")];
  await writeFile(file, "a picture");
  await expect(command().parseAsync(args(file, other), { from: "user" })).rejects.toThrow(/mine\.png.*would be lost/);
  expect(await readFile(file, "utf8")).toBe("a picture");
  await rm(at, { recursive: true });
});

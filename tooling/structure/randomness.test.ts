import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const biome = join(dirname(createRequire(import.meta.url).resolve("@biomejs/biome/package.json")), "bin/biome");
const scratch = mkdtempSync(join(tmpdir(), "elbo-lint-"));

/** The repository's own settings, in a tree without git. */
beforeAll(() => {
  const settings = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  writeFileSync(join(scratch, "biome.json"), JSON.stringify({ ...settings, vcs: { enabled: false } }));
  cpSync(join(root, "tooling/no-hidden-randomness.grit"), join(scratch, "tooling/no-hidden-randomness.grit"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The lines of `source` that the lint refuses for hidden randomness when it stands at `path`. */
function refused(source: readonly string[], path = "packages/priors/src/bad-part.ts") {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), `${source.join("\n")}\n`);
  const args = [biome, "lint", "--reporter=json", "--max-diagnostics=100", path];
  const { stdout } = spawnSync(process.execPath, args, { cwd: scratch, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { message: string; location: { start: { line: number } } }[];
  };
  return diagnostics
    .filter(({ message }) => /Hidden randomness/.test(message))
    .map(({ location }) => location.start.line);
}

describe("hidden randomness", () => {
  it("is refused in every form that tfjs offers, once each", () => {
    const calls = [
      "tf.randomNormal([2, 3])",
      "tf.randomStandardNormal([2], 'float32', 1)",
      "tf.randomUniform([2], 0, 1)",
      "tf.randomUniformInt([2], 0, 9)",
      "tf.truncatedNormal([2])",
      "tf.randomGamma([2], 1)",
      "tf.rand([2], next)",
      "tf.multinomial(logits, 2)",
      "tf.dropout(x, 0.5)",
      "Math.random()",
    ];
    const source = calls.map((call, index) => `export const a${index} = ${call};`);
    expect(refused(source)).toEqual(calls.map((_call, index) => index + 1));
  });

  it("is refused as a named import", () => {
    expect(
      refused(['import { randomNormal } from "@tensorflow/tfjs-core";', "export const a = randomNormal;"]),
    ).toEqual([1]);
  });

  it("is allowed outside of packages and apps, and the context's noise inside", () => {
    expect(refused(["export const a = Math.random();"], "tooling/peers/peer.mjs")).toEqual([]);
    expect(refused(["export const a = (c) => c.noise('z', [2], { law: 'normal' });"])).toEqual([]);
  });
});

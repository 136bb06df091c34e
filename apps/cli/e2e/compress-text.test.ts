import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elbo, elboSays } from "./support/command.ts";
import { saveConfig, text } from "./support/configs.ts";

const words = ["ana", "otto", "hannah", "bob", "anna bob", "otto o hannah"];
const lines = (count: number) => Array.from({ length: count }, (_, n) => words[(n * n) % 6] as string);

let cwd: string;
let run: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "elbo-compress-text-"));
  await writeFile(join(cwd, "lines.txt"), `${lines(300).join("\n")}\n`);
  await saveConfig(cwd, {
    ...text,
    latents: { ...text.latents, prior: { kind: "mixture", components: 3 } },
    training: { ...text.training, epochs: 30, optimiser: { kind: "adam", rate: 0.01 } },
  });
  await elboSays(["train", "config.yaml"], { cwd });
  run = join("runs", (await readdir(join(cwd, "runs")))[0] as string);
}, 600_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

describe("text under a model of text, with a mixture as its prior", () => {
  const back = async (name: string, more: readonly string[] = []) => {
    const archive = `${name}.elbo`;
    const said = await elboSays(["compress", name, "-o", archive, "--model", run, "--json", ...more], { cwd });
    await elboSays(["decompress", archive, "-o", "out", ...(more.includes("--with-model") ? [] : ["--model", run])], {
      cwd,
    });
    expect((await readFile(join(cwd, "out", name))).equals(await readFile(join(cwd, name))), name).toBe(true);
    return JSON.parse(said);
  };

  it("comes back byte for byte, and takes fewer bits than its letters do", async () => {
    const many = `${lines(2000).join("\n")}\n`;
    await writeFile(join(cwd, "many.txt"), many);
    const { pictures, rawBytes, kept, bytes, bitsPerDimension } = await back("many.txt");
    expect({ pictures, kept, rawBytes }).toEqual({ pictures: 2000, kept: 0, rawBytes: many.length });
    expect(bitsPerDimension.gross).toBeCloseTo((8 * bytes) / rawBytes, 9);
    expect(bitsPerDimension.net).toBeLessThan(3); // eight letters, a blank and the line's end
    const about = JSON.parse(await elboSays(["inspect", "many.txt.elbo", "--json"], { cwd }));
    expect(about).toMatchObject({ dimensions: rawBytes, files: ["many.txt"], damages: [] });
  });

  it("comes back with any ends of lines, empty lines, strange symbols and long lines, in blocks of any size", async () => {
    const odd = ["\ufeffana", "", "Otto", "hannah".repeat(9), "bob", "", "漢字 🎲", "tab\there", "otto"];
    await writeFile(join(cwd, "odd.txt"), odd.join("\n"));
    await writeFile(join(cwd, "windows.txt"), `${[...odd, "mixed\nends"].join("\r\n")}\r\n`);
    expect((await back("odd.txt", ["--block", "2"])).kept).toBe(5);
    expect((await back("windows.txt", ["--with-model"])).kept).toBeGreaterThan(5);
  });

  it("comes of a split, too", async () => {
    await elboSays(["compress", "--split", "test", "--count", "20", "-o", "split.elbo", "--model", run], { cwd });
    await elboSays(["decompress", "split.elbo", "-o", "out", "--model", run], { cwd });
    const found = (await readFile(join(cwd, "out/text-test.txt"), "utf8")).split("\n");
    expect(found).toHaveLength(21);
    for (const line of found.slice(0, -1)) expect(words).toContain(line);
  });

  it("that is damaged gives the lines before, when told to", async () => {
    await elboSays(["compress", "lines.txt", "-o", "blocks.elbo", "--model", run, "--block", "100"], { cwd });
    const bytes = await readFile(join(cwd, "blocks.elbo"));
    const { blocks } = JSON.parse(await elboSays(["inspect", "blocks.elbo", "--json"], { cwd }));
    bytes[blocks[1].offset + 60] = (bytes[blocks[1].offset + 60] as number) ^ 1;
    await writeFile(join(cwd, "damaged.elbo"), bytes);
    const { code } = await elbo(["decompress", "damaged.elbo", "-o", "rescued", "--model", run, "--salvage"], { cwd });
    expect(code).toBe(3);
    expect(await readFile(join(cwd, "rescued/lines.txt.partial"), "utf8")).toBe(lines(100).join("\n"));
  });

  it.each([
    ["numbers.txt", "1234\n5678\n", /numbers.txt: the model can write no line of this file.*the symbol "1"/],
    ["bytes.txt", Uint8Array.of(0xff, 0xfe, 0x41), /bytes.txt: not a UTF-8 text file/],
  ])("%s is refused in one sentence, and nothing is written", async (name, content, says) => {
    await writeFile(join(cwd, name), content);
    const { code, err } = await elbo(["compress", name, "-o", "no.elbo", "--model", run], { cwd });
    expect(code).toBe(3);
    expect(err).toMatch(says);
    expect(existsSync(join(cwd, "no.elbo"))).toBe(false);
  });
});

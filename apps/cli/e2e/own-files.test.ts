import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRegistry, loadVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserState, startBrowser, watch } from "../../../tooling/browser.ts";
import { toolState } from "../../../tooling/required-tools.ts";
import { elbo, elboSays } from "./support/command.ts";
import { saveConfig, text, tiny } from "./support/configs.ts";
import { greyPng, lines, savePictures } from "./support/data-files.ts";
import { serve } from "./support/serve.ts";
import { write } from "./support/write.ts";

const training = { ...tiny.training, batch: 8 };

let cwd: string;
const runs: Record<string, string> = {};
const json = async (...args: string[]) => JSON.parse(await elboSays([...args, "--json"], { cwd }));
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "elbo-own-"));
  await savePictures(join(cwd, "pictures"), 40);
  await savePictures(join(cwd, "own/dark"), 3);
  await savePictures(join(cwd, "own/big"), 4, 16);
  await write(cwd, "lines.txt", lines(80));
  const images = { ...tiny, data: { kind: "images", path: join(cwd, "pictures") }, training };
  for (const [name, config] of Object.entries({ images, text: { ...text, training } })) {
    const file = await saveConfig(cwd, config, `${name}.yaml`);
    runs[name] = (await json("train", file, "--name", name)).run;
  }
}, 600_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

const rowsOf = (file: string) =>
  readFileSync(join(cwd, file), "utf8")
    .trim()
    .split("\n")
    .map((row) => row.split(","));

describe("own pictures", () => {
  it("are encoded one row each, by name, as the model encodes them", async () => {
    const said = await json("encode", runs.images as string, "--files", "own", "--out", "own.csv");
    expect(said).toEqual({ run: runs.images, files: "own", examples: 7, dimensions: 3, file: "own.csv" });
    const [heading, ...rows] = rowsOf("own.csv");
    expect(heading).toEqual(["file", "z.0", "z.1", "z.2"]);
    expect(rows.map(([name]) => name)).toEqual(
      ["big/p000", "big/p001", "big/p002", "big/p003", "dark/p000", "dark/p001", "dark/p002"].map((n) => `${n}.png`),
    );
    const vae = await loadVae(join(cwd, runs.images as string), { registry: createRegistry(builtInParts) });
    const { z } = await vae.encode(new Float32Array(64).fill(37 / 255)); // picture 1: one grey level, also where it is shrunk
    await vae.close();
    for (const row of [rows[1], rows[5]]) {
      for (const [i, cell] of (row ?? []).slice(1).entries()) expect(Number(cell)).toBeCloseTo(z?.[i] as number, 5);
    }
  });

  it("have neighbours in another folder and in the model's own data, and a strip of them", async () => {
    const found = await json(
      "neighbours",
      "pictures/p004.png",
      "--among",
      "pictures",
      "--count",
      "3",
      "--model",
      runs.images as string,
    );
    expect(found.neighbours).toHaveLength(3);
    expect(found.neighbours[0]).toEqual({ name: "p004.png", distance: 0 });
    expect(found.neighbours[1].distance).toBeLessThanOrEqual(found.neighbours[2].distance);
    const strip = readFileSync(join(cwd, found.file));
    expect([strip.readUInt32BE(16), strip.readUInt32BE(20)]).toEqual([(4 * 9 + 1) * 2, 20]);
    const shown = await elboSays(["neighbours", "pictures/p004.png", "--model", runs.images as string], { cwd });
    expect(shown).toMatch(/distance +example\n1 +0\.\d+ +train \d+\n/);
  });
});

describe("own lines", () => {
  it("are encoded and have neighbours, typed or in a file", async () => {
    await write(cwd, "mine.txt", 'hannah\notto\n\nbob\n"');
    const { code, err } = await elbo(["encode", runs.text as string, "--files", "mine.txt"], { cwd });
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(/line 4: ": .*does not know/) });
    await write(cwd, "mine.txt", "hannah\notto\n\nbob");
    await json("encode", runs.text as string, "--files", "mine.txt");
    const [heading, ...rows] = rowsOf("codes.csv");
    expect(heading).toEqual(["text", "z.0", "z.1", "z.2"]);
    expect(rows.map(([name]) => name)).toEqual(["hannah", "otto", "bob"]);

    const near = await json(
      "neighbours",
      "otto",
      "--among",
      "mine.txt",
      "--count",
      "1",
      "--model",
      runs.text as string,
    );
    expect(near).toEqual({
      run: runs.text,
      asked: "otto",
      among: "mine.txt",
      neighbours: [{ name: "otto", distance: 0 }],
    });
  });
});

describe("what cannot be", () => {
  const refused: readonly [string, string[], number, RegExp][] = [
    ["a map of two", ["map", "--files", "two"], 3, /two: a map needs three examples/],
    ["a folder that is not there", ["encode", "--files", "none"], 3, /none: there is no such picture/],
    ["a text for a model of pictures", ["encode", "--files", "lines.txt"], 3, /lines\.txt: not a picture/],
    ["a broken picture", ["neighbours", "broken.png", "--among", "own"], 3, /broken\.png: broken picture/],
  ];
  it.each(refused)("%s", async (_name, args, code, says) => {
    await savePictures(join(cwd, "two"), 2);
    writeFileSync(join(cwd, "broken.png"), greyPng(8, 8, 9).subarray(0, 60));
    const model = args[0] === "neighbours" ? ["--model", runs.images as string] : [runs.images as string];
    const found = await elbo([...args, ...model], { cwd });
    expect(found).toMatchObject({ code, err: expect.stringMatching(says) });
  });
});

/** Asks again and again: machines that test are busy. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 60_000 });

const browser = toolState("chromium", browserState);
describe.skipIf(browser.skip)(`the map in Chromium${browser.why}`, () => {
  it("shows names below the pointer, zooms and moves, and asks for nothing", async () => {
    expect(browser.works, browser.why).toBe(true);
    const said = await json("map", runs.images as string, "--files", "own", "--out", "own.html");
    expect(said).toEqual({ run: runs.images, files: "own", examples: 7, classes: 2, file: "own.html" });
    const [server, chromium] = await Promise.all([serve(cwd, { "favicon.ico": "" }), startBrowser()]);
    const tab = await chromium.newPage();
    const watched = watch(tab, server.origin);
    await tab.goto(`${server.origin}/own.html`);
    expect(await tab.locator("li").allTextContents()).toEqual(["big", "dark"]);
    const picture = () =>
      tab.locator("canvas").evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    await eventually(picture).toMatch(/^data:image\/png;base64,.{2000}/);
    await tab.waitForTimeout(100);
    const whole = await picture();
    const place = (await tab.evaluate("screen(3)")) as [number, number];
    await tab.mouse.move(...place);
    await eventually(() => tab.locator("output").textContent()).toBe("big/p003.png (big)");
    await tab.getByRole("button", { name: "Zoom in" }).click();
    await eventually(picture).not.toBe(whole);
    const zoomed = (await tab.evaluate("screen(3)")) as [number, number];
    await tab.mouse.move(400, 300);
    await tab.mouse.down();
    await tab.mouse.move(430, 320, { steps: 3 });
    await tab.mouse.up();
    const moved = (await tab.evaluate("screen(3)")) as [number, number];
    expect(moved[0] - zoomed[0]).toBeCloseTo(30, 5);
    expect(moved[1] - zoomed[1]).toBeCloseTo(20, 5);
    await chromium.close();
    await server.close();
    expect(watched).toEqual({ strangers: [], wrong: [] });
  });
});

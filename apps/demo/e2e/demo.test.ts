import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRegistry, loadVae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserState, startBrowser, type Watched, watch } from "../../../tooling/browser.ts";
import { toolState } from "../../../tooling/required-tools.ts";
import { useArchivePanel } from "./support/archive-panel.ts";
import { apart, coloursOf, correlation, pixelsOf } from "./support/pixels.ts";
import { openSite, type Site } from "./support/site.ts";

/** How many steps each model is trained: enough to be of use, few enough for a test. */
const STEPS = { plane: 300, digits: 500, names: 120 };
/** Asks again and again: the page computes, and machines that test are busy. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 60_000 });
/** The blue of what is erased. */
const isErased = ([red, green, blue]: readonly [number, number, number]) => red === 46 && green === 84 && blue === 196;

const browser = toolState("chromium", browserState);
describe.skipIf(browser.skip)(`the page in Chromium${browser.why}`, () => {
  let site: Site;
  let chromium: Browser;
  let tab: Page;
  let watched: Watched;
  beforeAll(async () => {
    expect(browser.works, browser.why).toBe(true);
    [site, chromium] = await Promise.all([openSite(STEPS), startBrowser()]);
    tab = await chromium.newPage();
    watched = watch(tab, site.origin);
    await tab.goto(`${site.origin}/`);
  }, 600_000);
  afterAll(async () => {
    await chromium?.close();
    await site?.close();
  });

  const says = (panel: string) => tab.locator(`#${panel} [role=status]`);
  const canvas = (panel: string, label: string) => tab.locator(`#${panel} canvas[aria-label^="${label}"]`);
  const ready = (panel: string, text: string | RegExp) => eventually(() => says(panel).textContent()).toMatch(text);
  /** Moves the pointer along places of a canvas, in shares of its sides, with the button down. */
  async function drag(on: Locator, places: readonly (readonly [number, number])[]) {
    await on.scrollIntoViewIfNeeded();
    const box = await on.boundingBox();
    if (!box) throw new Error("the canvas is not on the page");
    for (const [i, [x, y]] of places.entries()) {
      await tab.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
      if (i === 0) await tab.mouse.down();
    }
    await tab.mouse.up();
  }

  it("a plane of digits: moving over it changes the picture, by pointer, key and slider", async () => {
    const plane = tab.getByLabel(/^Plane of two latents/);
    const image = () => pixelsOf(canvas("plane", "What the decoder makes"));
    await ready("plane", /^z = \(0\.00, 0\.00\)$/);
    const middle = await image();
    expect(Math.max(...middle)).toBeGreaterThan(0.5);

    await plane.hover({ position: { x: 20, y: 20 } });
    await ready("plane", /^z = \(−2\.\d\d, 2\.\d\d\)$/);
    const before = await says("plane").textContent();
    const corner = await image();
    expect(apart(middle, corner)).toBeGreaterThan(0.3);

    await plane.press("ArrowRight");
    await eventually(() => says("plane").textContent()).not.toBe(before);
    expect(await image()).not.toEqual(corner);
    await tab.getByLabel("First latent").fill("0");
    await tab.getByLabel("Second latent").fill("0");
    await ready("plane", /^z = \(0\.00, 0\.00\)$/);
    expect(await image()).toEqual(middle);
  });

  it("draw a digit: its reconstruction resembles it, its draws differ, and doubt is where they do", async () => {
    const sketch = tab.getByLabel(/^A place to draw/);
    const [seen, mean, doubt] = ["The drawing", "Reconstruction", "Where the draws"].map((label) =>
      canvas("draw", label),
    );
    await ready("draw", /^Draw a digit/);
    await sketch.click({ button: "right" });
    expect(Math.max(...(await pixelsOf(sketch)))).toBe(0);
    const corners = [0, 27, 756, 783];
    for (const draw of [
      () =>
        drag(sketch, [
          [0.5, 0.15],
          [0.47, 0.5],
          [0.45, 0.85],
        ]),
      () => tab.getByRole("button", { name: "Take a test digit" }).click(),
    ]) {
      await tab.getByRole("button", { name: "Clear" }).click();
      await eventually(async () => Math.max(...(await pixelsOf(seen as Locator)))).toBe(0);
      await draw();
      await eventually(async () => Math.max(...(await pixelsOf(seen as Locator)))).toBeGreaterThan(0.9);
      await eventually(async () =>
        correlation(await pixelsOf(seen as Locator), await pixelsOf(mean as Locator)),
      ).toBeGreaterThan(0.6);
      const doubts = await pixelsOf(doubt as Locator);
      expect(Math.max(...doubts)).toBeGreaterThan(0.15);
      for (const at of corners) expect(doubts[at]).toBeLessThan(0.05);
      const [first, second] = [await pixelsOf(canvas("draw", "Draw 1")), await pixelsOf(canvas("draw", "Draw 2"))];
      expect(apart(first, second)).toBeGreaterThan(0.1);
    }
    await tab.getByRole("button", { name: "Clear" }).click();
    await sketch.press("Space");
    for (let i = 0; i < 6; i++) await sketch.press("ArrowDown");
    await sketch.press("Space");
    await eventually(async () => Math.max(...(await pixelsOf(seen as Locator)))).toBeGreaterThan(0.9);
  });

  it("erase: what was erased is filled, in several ways, and the rest is untouched", async () => {
    const sketch = tab.getByLabel(/^A digit to erase/);
    const completions = () =>
      Promise.all(Array.from({ length: 8 }, (_, i) => pixelsOf(canvas("erase", `Completion ${i + 1}`))));
    await ready("erase", /^200 candidates/);
    const bytes = await readFile(join(site.folder, "models/digits/digits.u8"));
    const digit = Array.from(bytes.subarray(0, 784), (byte) => byte / 255);
    const check = async (least: number) => {
      await ready("erase", /^200 candidates/);
      const erased = (await coloursOf(sketch)).map(isErased);
      expect(erased.filter(Boolean).length).toBeGreaterThan(least);
      const found = await completions();
      for (const pixels of found) {
        expect(
          apart(
            pixels.filter((_, i) => !erased[i]),
            digit.filter((_, i) => !erased[i]),
          ),
        ).toBeLessThan(0.003);
      }
      return found.map((pixels) => pixels.filter((_, i) => erased[i]));
    };
    const filled = await check(391);
    const [first, ...others] = filled as [number[], ...number[][]];
    expect(Math.max(...first)).toBeGreaterThan(0.3);
    expect(others.some((other) => apart(first, other) > 0.1)).toBe(true);

    await tab.getByRole("button", { name: "Erase nothing" }).click();
    await eventually(async () => apart(await pixelsOf(canvas("erase", "Completion 1")), digit)).toBeLessThan(0.003);
    await drag(sketch, [
      [0.3, 0.5],
      [0.7, 0.5],
    ]);
    await eventually(async () => apart(await pixelsOf(canvas("erase", "Completion 1")), digit)).toBeGreaterThan(0.01);
    const band = await check(30);
    expect((band[0] as number[]).length).toBeLessThan(300);
  });

  it("an archive: a sheet of digits is smaller than its PNG and comes back, here and by the command", () =>
    useArchivePanel(tab, site));

  it("names: a known name is its own nearest neighbour, and the path is what the model itself writes", async () => {
    const [from, to] = [
      tab.getByRole("textbox", { name: "A name" }),
      tab.getByRole("textbox", { name: "and another" }),
    ];
    await ready("names", /^Distances of codes among [\d,]+ names/);
    await from.fill("Anna");
    await to.fill("björn");
    const nearest = tab.locator("#names .neighbours li");
    await eventually(() => nearest.first().locator("strong").textContent()).toBe("anna");
    expect(await nearest.first().locator(".number").textContent()).toBe("0.00");
    await eventually(() => nearest.count()).toBe(8);
    expect(await nearest.first().locator(".where").textContent()).toContain("German");

    const vae = await loadVae(await site.runOf("names"), { registry: createRegistry(builtInParts) });
    const { z } = await vae.encode((await vae.tokens?.(["anna", "björn"])) as Record<string, Int32Array>);
    const size = (z as Float32Array).length / 2;
    const ways = Float32Array.from({ length: 7 * size }, (_, i) => {
      const [share, at] = [Math.floor(i / size) / 6, i % size];
      return (1 - share) * (z?.[at] as number) + share * (z?.[size + at] as number);
    });
    const written = await vae.texts?.(await vae.decode({ z: ways }));
    await vae.close();
    await eventually(() => tab.locator("#names .path li").allTextContents()).toEqual(
      written?.map((text) => text || "(nothing)"),
    );

    await from.fill("x8");
    await ready("names", /^The model does not know the letter “8”\.$/);
    expect(await nearest.count()).toBe(0);
  });

  it("nothing went wrong, and nothing was asked of another origin", () => {
    expect(watched).toEqual({ strangers: [], wrong: [] });
  });

  it("says in one sentence what is missing, and the other panels go on", async () => {
    const other = await chromium.newPage();
    await other.route("**/models/plane/decode.onnx", (route) => route.fulfill({ status: 404 }));
    await other.goto(`${site.origin}/`);
    const alert = other.locator("#plane [role=alert]");
    await eventually(() => alert.textContent()).toMatch(/^The model file plane\/decode\.onnx is missing/);
    await eventually(() => other.locator("#draw [role=status]").textContent()).toMatch(/^Draw a digit/);
    await other.close();

    const bare = await chromium.newPage();
    await bare.addInitScript("delete globalThis.WebAssembly");
    await bare.goto(`${site.origin}/`);
    for (const panel of ["plane", "draw", "erase", "archive", "names"]) {
      await eventually(() => bare.locator(`#${panel} [role=alert]`).textContent()).toBe(
        "WebAssembly is switched off in this browser, and the models compute with it.",
      );
    }
    await bare.close();
  });
});

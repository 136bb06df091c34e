import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { bitsOf } from "./pixels.ts";
import type { Site } from "./site.ts";

const command = fileURLToPath(new URL("../../../cli/dist/main.js", import.meta.url));
const elbo = (...args: readonly string[]) => promisify(execFile)(process.execPath, [command, ...args]);
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 60_000 });

/** Uses the panel of archives: takes sheets, saves one for the command, drops what that gives back, opens what that made. */
export async function useArchivePanel(tab: Page, site: Site): Promise<void> {
  const says = tab.locator("#archive [role=status]");
  const canvas = (label: string) => tab.locator(`#archive canvas[aria-label^="${label}"]`);
  const ready = (text: RegExp) => eventually(() => says.textContent()).toMatch(text);
  const [given, back] = [canvas("The picture in black"), canvas("The picture out of")];
  const file = tab.getByLabel("Open a picture or an archive");
  const done = /^Archive [\d,]+ bytes, this browser's PNG [\d,]+ bytes: (\d+) %\. Every pixel came back\.$/;
  const whole = async () => {
    await ready(done);
    const bits = await bitsOf(given);
    expect((await bitsOf(back)) === bits).toBe(true);
    expect(new Set(bits)).toEqual(new Set("01"));
    return bits;
  };
  const sheet = await whole();
  expect(sheet).toHaveLength(280 * 280);
  expect(Number(done.exec((await says.textContent()) as string)?.[1])).toBeLessThan(80);

  await tab.getByRole("button", { name: "Another sheet of digits" }).click();
  await eventually(async () => (await bitsOf(back)) === sheet).toBe(false);
  const second = await whole();
  const folder = await mkdtemp(join(tmpdir(), "elbo-demo-archive-"));
  try {
    const [download] = await Promise.all([
      tab.waitForEvent("download"),
      tab.getByRole("link", { name: "Save the archive" }).click(),
    ]);
    const saved = join(folder, download.suggestedFilename());
    await download.saveAs(saved);
    const model = await site.runOf("digits");
    await elbo("decompress", saved, "-o", join(folder, "out"), "--model", model);
    // A picture as a person drops it; it is what the command gave back.
    const dropped = (await readFile(join(folder, "out/picture.png"))).toString("base64");
    await tab.getByRole("button", { name: "Another sheet of digits" }).click();
    await eventually(async () => (await bitsOf(back)) === second).toBe(false);
    const transfer = await tab.evaluateHandle(
      `(() => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob("${dropped}"), (symbol) => symbol.charCodeAt(0));
        transfer.items.add(new File([bytes], "picture.png", { type: "image/png" }));
        return transfer;
      })()`,
    );
    await tab.locator("#archive").dispatchEvent("drop", { dataTransfer: transfer });
    await eventually(async () => (await bitsOf(back)) === second).toBe(true);
    await whole();

    // And the other way round: an archive of the command, opened in the page.
    const made = join(folder, "made.elbo");
    await elbo("compress", join(folder, "out/picture.png"), "-o", made, "--model", model);
    await tab.getByRole("button", { name: "Another sheet of digits" }).click();
    await eventually(async () => (await bitsOf(back)) === second).toBe(false);
    await file.setInputFiles(made);
    await eventually(async () => (await bitsOf(back)) === second).toBe(true);
    await whole();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const stays = "!document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true }))";
  expect(await tab.evaluate(stays), "a file that misses its panel is not opened in the page's place").toBe(true);
  await file.setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await ready(/^That is no picture that this browser can read\.$/);
}

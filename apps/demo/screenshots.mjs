// Takes the pictures of docs/guides/demo.md from the page with its trained models: node apps/demo/screenshots.mjs, after
// `npm run demo -- --no-serve`.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const executablePath = process.env.ELBO_CHROMIUM ?? "/usr/bin/chromium";

/** Draws a line through places of a canvas, in shares of its sides. */
async function drag(tab, canvas, places) {
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await canvas.boundingBox();
  for (const [i, [across, down]] of places.entries()) {
    await tab.mouse.move(x + across * width, y + down * height, { steps: 5 });
    if (i === 0) await tab.mouse.down();
  }
  await tab.mouse.up();
}

const three = [
  [0.3, 0.22],
  [0.5, 0.14],
  [0.68, 0.25],
  [0.62, 0.42],
  [0.45, 0.48],
  [0.66, 0.56],
  [0.7, 0.74],
  [0.5, 0.86],
  [0.28, 0.78],
];

const server = await preview({ configFile: here("vite.config.ts"), preview: { port: 0, host: "127.0.0.1" } });
const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox"] });
const tab = await browser.newPage({
  viewport: { width: 700, height: 900 },
  deviceScaleFactor: 0.7,
  colorScheme: "light",
});
await tab.goto(`http://127.0.0.1:${server.httpServer.address().port}/`);
const says = (panel, text) => tab.locator(`#${panel} [role=status]`, { hasText: text }).waitFor({ timeout: 120_000 });

await says("plane", "z =");
await tab.getByLabel("First latent").fill("-0.4");
await tab.getByLabel("Second latent").fill("0.9");
await says("draw", "Draw a digit");
await drag(tab, tab.getByLabel(/^A place to draw/), three);
await says("draw", "Mean deviation");
await says("erase", "candidates");
await says("archive", "Every pixel came back");
await tab.waitForTimeout(1500);
for (const panel of ["plane", "draw", "erase", "archive"]) {
  const path = here(`../../docs/pictures/demo-${panel}.png`);
  await tab.locator(`#${panel}`).screenshot({ path });
  console.log(path);
}
await browser.close();
await server.close();

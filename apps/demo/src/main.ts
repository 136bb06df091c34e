import { type RemoteCompute, startWorker } from "./compute/start-worker.ts";
import { element } from "./page/element.ts";
import type { Panel } from "./page/panel.ts";
import { archivePanel } from "./panels/archive-panel.ts";
import { drawPanel } from "./panels/draw-panel.ts";
import { erasePanel } from "./panels/erase-panel.ts";
import { namesPanel } from "./panels/names-panel.ts";
import { planePanel } from "./panels/plane-panel.ts";

const compute = startWorker();

const panels: readonly ((compute: Promise<RemoteCompute>) => Panel)[] = [
  planePanel,
  drawPanel,
  erasePanel,
  archivePanel,
  namesPanel,
];

// A file that misses its panel would take the page's place in the browser.
for (const type of ["dragover", "drop"] as const) document.addEventListener(type, (event) => event.preventDefault());

const nav = document.querySelector("nav") as HTMLElement;
const main = document.querySelector("main") as HTMLElement;
for (const create of panels) {
  const { section } = create(compute);
  main.append(section);
  nav.append(element("a", { href: `#${section.id}` }, section.querySelector("h2")?.textContent ?? ""));
}

import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A browser of this machine; `ELBO_CHROMIUM` names another one. */
const browserPath = [process.env.ELBO_CHROMIUM ?? "", ...places].find((path) => path !== "" && existsSync(path));

/** true, or why there is no browser. */
export const browserState: true | string =
  browserPath === undefined ? "no Chromium is installed (Debian: apt-get install chromium)" : true;

/** Starts it without a window, and without asking anything of the network. */
export function startBrowser(): Promise<Browser> {
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"].map((name) => `--disable-${name}`);
  const args = ["--headless", "--no-sandbox", "--no-first-run", ...quiet];
  return chromium.launch({ executablePath: browserPath as string, args });
}

/** What a tab did besides what it was told to. */
export interface Watched {
  /** Addresses asked for elsewhere than at the page's origin. */
  readonly strangers: string[];
  /** Errors of scripts and of the console. */
  readonly wrong: string[];
}

/** Notes what a tab asks of other origins than `origin`, and what goes wrong in it. */
export function watch(tab: Page, origin: string): Watched {
  const watched: Watched = { strangers: [], wrong: [] };
  tab.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(blob|data):/.test(url)) watched.strangers.push(url);
  });
  tab.on("pageerror", (error) => watched.wrong.push(error.message));
  tab.on("console", (message) => {
    if (message.type() === "error") watched.wrong.push(message.text());
  });
  return watched;
}

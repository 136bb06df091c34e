import { type Remote, wrap } from "comlink";
import type { Archives } from "./archives.ts";
import type { Compute } from "./compute.ts";
import type { Digits } from "./digits.ts";
import type { Names } from "./names.ts";
import type { Plane } from "./plane.ts";

/** What the worker does, asked from the page. */
export interface RemoteCompute {
  readonly plane: Remote<Plane>;
  readonly digits: Remote<Digits>;
  readonly names: Remote<Names>;
  readonly archives: Remote<Archives>;
}

/**
 * Starts the thread that computes.
 *
 * @throws Error of one sentence where the browser has no WebAssembly.
 */
export async function startWorker(): Promise<RemoteCompute> {
  if (!("WebAssembly" in globalThis)) {
    throw new Error("WebAssembly is switched off in this browser, and the models compute with it.");
  }
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "elbo" });
  const compute = wrap<Compute>(worker);
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener("error", () => reject(new Error("The thread that computes could not be started.")));
  });
  await Promise.race([compute.begin(new URL("models/", document.baseURI).href), broken]);
  return compute as unknown as RemoteCompute; // comlink proxies nested objects, and its types do not say so
}

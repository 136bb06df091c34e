import { Worker } from "node:worker_threads";
import { EngineError } from "@elbo/spec";
import type { Vae } from "../vae/vae.ts";
import { createCaller } from "./caller.ts";
import { remoteVae } from "./remote-vae.ts";
import type { Opening, VaeFacts } from "./vae-methods.ts";

/** How to open a model in a worker. */
export interface WorkerOptions {
  /** Files with parts of your own, TypeScript or JavaScript: functions cannot pass from one thread to another. */
  readonly parts?: readonly string[];
  /** Told when engine "auto" falls back; what it throws ends the work at hand. */
  readonly announce?: (message: string) => void;
  /** Threads inside one operation of the onnx engine; default as in this thread: ELBO_THREADS, or the cores, at most 8. */
  readonly threads?: number;
}

/**
 * `createVae` in a thread of its own, with the built-in parts and those of `parts`. The same methods give the same bits;
 * this thread stays free for timers, signals and sockets, which a training step would hold up. Closing the model ends its
 * thread, after the step or chunk at hand.
 *
 * @throws what `createVae` throws.
 */
export const createVaeInWorker = (config: unknown, options: WorkerOptions = {}): Promise<Vae> =>
  open({ config }, options);

/**
 * `loadVae` in a thread of its own.
 *
 * @throws what `loadVae` throws.
 */
export const loadVaeInWorker = (folder: string, options: WorkerOptions = {}): Promise<Vae> => open({ folder }, options);

const ended = (what: string, remedy: string) => new EngineError(what, { where: "vae/worker", remedy });

async function open(what: Omit<Opening, "parts">, options: WorkerOptions): Promise<Vae> {
  const { parts = [], announce, threads } = options;
  const worker = new Worker(new URL("./vae-worker.js", import.meta.url), {
    name: "elbo",
    env: { ...process.env, ...(threads === undefined ? {} : { ELBO_THREADS: `${threads}` }) },
  });
  // A model that nobody waits for does not keep the process alive, as one in this thread would not.
  const onIdle = (idle: boolean) => (idle ? worker.unref() : worker.ref());
  const caller = createCaller(worker, { onIdle, onAnnounce: announce });
  worker.on("error", (error) => caller.fail(error as Error));
  worker.on("exit", (code) =>
    caller.fail(ended(`the model's thread ended with code ${code}`, "Look at the output above, or use createVae.")),
  );
  const exit = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const end = async (reason: Error) => {
    caller.fail(reason);
    worker.ref();
    caller.end();
    await exit;
  };
  const close = async () => {
    if (caller.pending === 0) await caller.call("close").catch(() => {});
    await end(ended("the model was closed", "Create or load it again."));
  };
  try {
    const opening: Opening = { ...what, parts };
    return remoteVae(caller, await caller.call<VaeFacts>("open", opening), close);
  } catch (error) {
    await end(error as Error);
    throw error;
  }
}

import { setImmediate } from "node:timers/promises";

/** Lets timers, signals and sockets have a turn when the last one was `interval` ms ago or longer. */
export function createBreath(interval = 25, now: () => number = () => performance.now()): () => Promise<void> {
  let last = now();
  return async () => {
    if (now() - last < interval) return;
    await setImmediate();
    last = now();
  };
}

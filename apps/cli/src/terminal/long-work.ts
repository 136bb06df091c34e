import { exitCodes } from "../errors/exit-codes.ts";
import { onInterrupt } from "./on-interrupt.ts";
import { workProgress } from "./work-progress.ts";

/** What long work is given: whom to tell how far it is, and when to stop. */
export interface LongWork {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Does long work with a bar on the terminal. After Ctrl-C the exit code says so, and there is no result. */
export async function longWork<T>(what: string, work: (how: LongWork) => Promise<T>): Promise<T | undefined> {
  const { signal, release } = onInterrupt("Stopping; nothing is written. Once more ends it at once.");
  const progress = workProgress(what);
  try {
    const result = await work({ onProgress: progress.onProgress, signal });
    signal.throwIfAborted(); // it was told that nothing would be written
    return result;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = exitCodes.interrupted;
    return undefined;
  } finally {
    progress.stop();
    release();
  }
}

import type { ArchiveProgress } from "@elbo/codec";
import { bar, type StatusLine, statusLine } from "../terminal/status-line.ts";
import { clock } from "../terminal/training-progress.ts";

/** Seconds of work that tell how long the rest takes. */
const TELLING = 1;
/** Milliseconds between lines away from a terminal. */
const QUIET = 5_000;

/** "1.2 MB", "340 kB", "17 bytes"; decimal units. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toPrecision(3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`;
}

/** Shows how far a compression or decompression is: a bar, time left, pixels' megabytes a second. */
export function archiveProgress(
  out: NodeJS.WriteStream,
  { volume, word }: { readonly volume: number; readonly word: string },
  line: StatusLine = statusLine(out),
): { onProgress(progress: Omit<ArchiveProgress, "bytes">): void; stop(): void } {
  const began = performance.now();
  let told = began;
  return {
    onProgress: ({ done, total }) => {
      const now = performance.now();
      const seconds = (now - began) / 1000;
      const pace = () =>
        `  ${clock((seconds * (total - done)) / done)} left  ${((done * volume) / 1e6 / seconds).toFixed(2)} MB/s`;
      const count = `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
      const text = `${word} ${bar(done / Math.max(total, 1), 18)} ${count}${done > 0 && seconds >= TELLING ? pace() : ""}`;
      line.show(text);
      if (out.isTTY || now - told < QUIET || done === total) return;
      told = now;
      line.say(text);
    },
    stop: line.clear,
  };
}

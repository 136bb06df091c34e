import { bar, type StatusLine, statusLine } from "./status-line.ts";
import { clock } from "./training-progress.ts";

/** Shows how much of some work is done: a bar, and the time left. Away from a terminal it is silent. */
export function workProgress(
  what: string,
  line: StatusLine = statusLine(process.stderr),
  now: () => number = () => performance.now(),
): { readonly onProgress: (done: number, total: number) => void; stop(): void } {
  const began = now();
  return {
    onProgress: (done, total) => {
      const left = ((now() - began) / 1000 / done) * (total - done);
      line.show(`${what} ${bar(done / total, 18)} ${clock(left)} left`);
    },
    stop: line.clear,
  };
}

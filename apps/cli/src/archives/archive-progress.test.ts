import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { StatusLine } from "../terminal/status-line.ts";
import { archiveProgress, sizeText } from "./archive-progress.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

it("says sizes in decimal units with three digits", () => {
  expect([17, 1234, 56_789, 1_234_567, 98_765_432].map(sizeText)).toEqual([
    "17 bytes",
    "1.23 kB",
    "56.8 kB",
    "1.23 MB",
    "98.8 MB",
  ]);
});

it("shows how much is done, the time left once a second tells it, and leaves the line empty at the end", () => {
  const shown: string[] = [];
  let cleared = 0;
  const line = {
    show: (text: string) => shown.push(text),
    say: () => {},
    clear: () => cleared++,
  } as unknown as StatusLine;
  const progress = archiveProgress({ isTTY: true } as NodeJS.WriteStream, { volume: 64, word: "compressing" }, line);
  progress.onProgress({ done: 5, total: 2000 });
  vi.advanceTimersByTime(2000);
  progress.onProgress({ done: 500, total: 2000 });
  progress.stop();
  expect(shown).toEqual([
    expect.stringMatching(/^compressing ░+ 5 of 2,000$/),
    expect.stringMatching(/^compressing █+░+ 500 of 2,000 {2}0:06 left {2}0\.02 MB\/s$/),
  ]);
  expect(cleared).toBe(1);
});

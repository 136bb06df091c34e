import { expect, it } from "vitest";
import { workProgress } from "./work-progress.ts";

it("tells the time left by the pace so far", () => {
  const shown: string[] = [];
  const line = { show: (text: string) => void shown.push(text), say: () => {}, clear: () => void shown.push("gone") };
  let now = 0;
  const { onProgress, stop } = workProgress("restoring", line, () => now);
  now = 30_000;
  onProgress(25, 100);
  stop();
  expect(shown).toEqual([expect.stringMatching(/^restoring █+░+ 1:30 left$/), "gone"]);
});

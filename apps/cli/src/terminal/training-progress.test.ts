import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { clock, trainingProgress } from "./training-progress.ts";

it("tells time as people do", () => {
  expect([clock(5), clock(245), clock(5025), clock(Number.POSITIVE_INFINITY)]).toEqual([
    "0:05",
    "4:05",
    "1:23:45",
    "?",
  ]);
});

it("writes one line per validation away from a terminal", () => {
  let text = "";
  const out = new Writable({
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  const { onProgress, stop } = trainingProgress(out);
  onProgress({ event: "stage", stage: "train", steps: 10, step: 0 });
  onProgress({
    event: "validation",
    stage: "train",
    step: 10,
    epoch: 1,
    figures: { elbo: -120.5, kl: 22 },
    best: true,
  });
  stop();
  expect(text).toBe("epoch 1: -elbo 120.50 nats  kl 22.00  (best)\n");
});

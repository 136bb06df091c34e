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

const capture = () => {
  const written = { text: "" };
  const out = new Writable({
    write: (chunk, _, done) => {
      written.text += chunk;
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  return { written, out };
};
const stage = { event: "stage", stage: "train", steps: 10, step: 0 } as const;
const step = { event: "step", stage: "train", steps: 10, knobs: {}, samplesPerSecond: 1000, eta: 1 } as const;

it("writes one line per validation away from a terminal", () => {
  const { written, out } = capture();
  const { onProgress, stop } = trainingProgress(out, "7 parameters");
  expect(written.text).toBe("");
  onProgress(stage);
  onProgress({
    event: "validation",
    stage: "train",
    step: 10,
    epoch: 1,
    figures: { elbo: -120.5, kl: 22 },
    best: true,
  });
  stop();
  expect(written.text).toBe("7 parameters\nepoch 1: validation -elbo 120.50 nats  kl 22.00  (best)\n");
});

it("calls no figure a bound where the posterior has no density", () => {
  const { written, out } = capture();
  const { onProgress } = trainingProgress(out);
  const figures = { elbo: -120.5, kl: 22 };
  onProgress({ event: "validation", stage: "train", step: 10, epoch: 1, figures, best: false, lawless: true });
  expect(written.text).toBe("epoch 1: validation -log p(x, z) 120.50 nats  kl 22.00\n");
});

it("says how training goes, at the end of an epoch and not too often", () => {
  const { written, out } = capture();
  const { onProgress } = trainingProgress(out);
  onProgress(stage);
  onProgress({ ...step, step: 2, epoch: 0.5, terms: { kl: 1 } });
  onProgress({ ...step, step: 4, epoch: 1, terms: { kl: 2 } });
  onProgress({ ...step, step: 8, epoch: 2, terms: { kl: 3 } });
  onProgress({ ...step, step: 10, epoch: 2.5, terms: { kl: 4 } });
  expect(written.text).toBe("epoch 1: training kl 2.00\nepoch 2.50: training kl 4.00\n");
});

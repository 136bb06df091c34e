import type { RunResult } from "../results/run-result.ts";

/** A made-up result for tests of tables and reports. */
export function fakeRun({
  variant = "plain",
  data = "mnist",
  seed = 1,
  negativeElbo = 100,
  kl = 25,
  activeUnits = 14,
  lawless = false,
  text,
  jobs = 1,
}: {
  readonly variant?: string;
  readonly data?: string;
  readonly seed?: number;
  readonly negativeElbo?: number;
  readonly kl?: number;
  readonly activeUnits?: number;
  readonly lawless?: boolean;
  readonly text?: RunResult["text"];
  readonly jobs?: number;
} = {}): RunResult {
  return {
    id: `${data}-${variant}-${seed}`,
    variant,
    data,
    seed,
    published: "none",
    configHash: "0",
    engine: "onnx",
    threads: 1,
    jobs,
    parameters: 1_340_000,
    epochs: 2,
    trainExamples: 60_000,
    presented: 119_808,
    secondsPerEpoch: 4.2,
    evaluation: {
      examples: 10_000,
      negativeElbo,
      reconstruction: negativeElbo - kl,
      kl,
      ...(lawless ? { lawless: true as const } : { nll: { samples: 50, examples: 1000, value: negativeElbo - 4 } }),
      bitsPerDimension: 0.18,
      activeUnits,
      latentDimensions: 20,
      collapsed: activeUnits === 0,
    },
    curve: [
      { epoch: 1, examples: 59_904, negativeElbo: negativeElbo + 12 },
      { epoch: 2, examples: 119_808, negativeElbo },
    ],
    ...(text ? { text } : {}),
  };
}

import type { Named } from "@elbo/spec";
import type { Compilation } from "../session/compile-told.ts";

/** What a trainer says while it works. Terms and figures are in nats per example. */
export type Progress =
  | ({ readonly event: "compile" } & Compilation)
  | { readonly event: "stage"; readonly stage: string; readonly steps: number; readonly step: number }
  | {
      readonly event: "step";
      readonly stage: string;
      /** Steps taken in the stage, and planned. */
      readonly step: number;
      readonly steps: number;
      /** Epochs of the stage, fractions included. */
      readonly epoch: number;
      /** Means since the last log line. */
      readonly terms: Named<number>;
      readonly knobs: Named<number>;
      readonly samplesPerSecond: number;
      /** Seconds left in all stages at this speed. */
      readonly eta: number;
    }
  | {
      readonly event: "validation";
      readonly stage: string;
      readonly step: number;
      readonly epoch: number;
      /** Weighted means over the split: elbo, reconstruction, kl. */
      readonly figures: Named<number>;
      readonly best: boolean;
      /** Present where a posterior has no density: elbo is then log p(x, z) and bounds nothing. */
      readonly lawless?: true;
    }
  | { readonly event: "checkpoint"; readonly file: string; readonly step: number }
  | {
      readonly event: "stop";
      readonly stage: string;
      readonly step: number;
      readonly reason: "patience" | "interrupted";
    };

/** Receives progress; it must not throw. */
export type OnProgress = (progress: Progress) => void;

/** Measures speed between two looks, and remembers nothing else. */
export function createStopwatch(now: () => number = () => performance.now()) {
  let since = now();
  let samples = 0;
  return {
    count: (seen: number) => {
      samples += seen;
    },
    /** Samples per second since the last call. */
    lap: () => {
      const elapsed = (now() - since) / 1000;
      const speed = elapsed > 0 ? samples / elapsed : 0;
      since = now();
      samples = 0;
      return speed;
    },
    /** Leaves out what happened since the last lap (validation, saving). */
    skip: (milliseconds: number) => {
      since += milliseconds;
    },
  };
}

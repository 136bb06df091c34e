import { CheckpointError } from "@elbo/spec";
import { z } from "zod";

const count = z.number().int().nonnegative();

const trainerState = z.strictObject({
  /** Index of the stage, and steps taken in it. */
  stage: count,
  step: count,
  /** Steps taken in all stages: noise and presentations depend on it. */
  total: count,
  /** Updates of each parameter group since its start, for Adam's bias correction. */
  updates: z.record(z.string(), count),
  /** Updates of the weights' average. */
  averaged: count,
  /** Sums since the last log line. */
  sums: z.record(z.string(), z.strictObject({ sum: z.number(), count })),
  /** Best -elbo of this stage's validations (nats), and when. */
  best: z.strictObject({ value: z.number(), step: count, epoch: z.number() }).nullable(),
  /** Validations since the best one. */
  sinceBest: count,
  /** Figures of the latest validation. */
  figures: z.record(z.string(), z.number()).nullable(),
  /** Length of the log at this moment: what a killed process wrote after it is cut off. */
  logBytes: count,
  /** Seconds of training so far, all processes together. */
  seconds: z.number().nonnegative(),
  finished: z.boolean(),
});

/** Where a training stands, beside the arena. JSON keeps it exactly. */
export type TrainerState = z.infer<typeof trainerState>;

/** Before the first step. */
export const initialState = (): TrainerState => ({
  stage: 0,
  step: 0,
  total: 0,
  updates: {},
  averaged: 0,
  sums: {},
  best: null,
  sinceBest: 0,
  figures: null,
  logBytes: 0,
  seconds: 0,
  finished: false,
});

/** @throws CheckpointError naming `file` when the state is not one of this version. */
export function parseState(value: unknown, file: string): TrainerState {
  const parsed = trainerState.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CheckpointError("the training state is not one of this version of elbo", {
    where: file,
    received: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    remedy: "Continue with the version that wrote it (run.json), or start a new run.",
    cause: parsed.error,
  });
}

import type { Slot } from "@elbo/spec";
import { z } from "zod";

const epochs = z.number().int().positive().optional().describe("passes over the training data");
const steps = z.number().int().positive().optional().describe("optimiser steps, instead of epochs");
const patience = z
  .number()
  .int()
  .positive()
  .optional()
  .describe("stop after this many validations in a row without a better -elbo (nats)");

const stage = z
  .strictObject({
    name: z.string().min(1).describe("the stage's name in logs"),
    moves: z.array(z.string()).min(1).optional().describe("only these parameter groups move; absent: all"),
    rounds: z
      .array(z.strictObject({ objective: z.string(), times: z.number().int().positive().default(1) }))
      .min(1)
      .optional()
      .describe("which objective each step runs, in turn; absent: every step runs each objective once, on one batch"),
    epochs,
    steps,
    patience,
    reset: z.array(z.string()).min(1).optional().describe("parameter groups that start anew before the stage"),
  })
  .refine((chosen) => (chosen.epochs === undefined) !== (chosen.steps === undefined), {
    path: ["epochs"],
    message: "give either `epochs` or `steps`",
  });

const every = z.union([
  z.strictObject({ epochs: z.number().int().positive() }),
  z.strictObject({ steps: z.number().int().positive() }),
  z.strictObject({ minutes: z.number().positive() }),
]);

/** Schema of a config's `training`: how long, how fast, when to look, when to stop, when to save. */
export const trainingConfig = (slot: Slot) =>
  z
    .strictObject({
      batch: z
        .number()
        .int()
        .positive()
        .default(128)
        .describe("examples per step; an epoch's last partial batch is dropped"),
      epochs,
      steps,
      stages: z.array(stage).min(1).optional().describe("several stages, instead of `epochs` or `steps`"),
      optimiser: slot("optimiser").prefault({ kind: "adam" }).describe("moves the parameters"),
      optimisers: z
        .record(z.string(), slot("optimiser"))
        .optional()
        .describe("by objective: another optimiser for what this objective moves"),
      clip: z.number().positive().optional().describe("largest norm of an objective's gradient over all that it moves"),
      average: z
        .strictObject({ decay: z.number().gt(0).lt(1).default(0.999).describe("per step") })
        .optional()
        .describe("keep a running average of the weights; validation and the final model use it"),
      validate: z
        .strictObject({
          every: z.number().int().positive().default(1).describe("epochs between validations"),
          on: z
            .enum(["validation", "test"])
            .optional()
            .describe(
              "absent: the validation split, if there is one. The test split is only watched: it chooses no weights, unless patience is set",
            ),
        })
        .prefault({}),
      patience,
      checkpoint: z.strictObject({ every: every.default({ epochs: 1 }) }).prefault({}),
      log: z
        .strictObject({ every: z.number().int().positive().default(50).describe("steps between log lines") })
        .prefault({}),
    })
    .refine(({ stages, epochs: e, steps: s }) => [stages, e, s].filter((each) => each !== undefined).length === 1, {
      path: ["epochs"],
      message: "give one of `epochs`, `steps` and `stages`",
    })
    .refine(({ stages, patience: p }) => stages === undefined || p === undefined, {
      path: ["patience"],
      message: "with `stages`, each stage has its own patience",
    });

/** A parsed `training`, defaults filled in. */
export type TrainingConfig = z.infer<ReturnType<typeof trainingConfig>>;

import { ConfigError, type Split } from "@elbo/spec";

/**
 * Optimiser steps of one epoch: the last partial batch is dropped.
 *
 * @throws ConfigError when there are fewer examples than one batch holds.
 */
export function countSteps(train: Split, batch: number): number {
  const steps = Math.floor(train.length / batch);
  if (steps > 0) return steps;
  throw new ConfigError("there are fewer training examples than one batch holds", {
    where: "config training.batch",
    expected: `at most ${train.length}`,
    received: String(batch),
    remedy: "Choose a smaller batch.",
  });
}

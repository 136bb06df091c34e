import { ConfigError, type Group, type Named } from "@elbo/spec";
import type { TrainingConfig } from "./training-config.ts";

/** One stage, made concrete for the data and the loss at hand. */
export interface StagePlan {
  readonly name: string;
  /** Optimiser steps planned. */
  readonly steps: number;
  /** Groups that each objective moves in this stage; objectives that move nothing are absent. */
  readonly moves: Named<readonly string[]>;
  /** Step t runs the objectives `turns[t % turns.length]`, in order, on one batch. */
  readonly turns: readonly (readonly string[])[];
  readonly reset: readonly string[];
  readonly patience?: number;
}

/**
 * The stages of a training.
 *
 * @throws ConfigError when a stage names an unknown objective or group, or would move nothing.
 */
export function planStages(
  training: TrainingConfig,
  objectives: Named<{ readonly moves: readonly Group[] }>,
  groups: readonly string[],
  stepsPerEpoch: number,
): readonly StagePlan[] {
  const { stages, epochs, steps, patience } = training;
  return (stages ?? [{ name: "train", epochs, steps, patience }]).map((stage, index) => {
    const where = stages === undefined ? "config training" : `config training.stages.${index}`;
    const chosen = "moves" in stage ? stage.moves : undefined;
    const rounds = "rounds" in stage ? stage.rounds : undefined;
    const reset = ("reset" in stage ? stage.reset : undefined) ?? [];
    for (const group of [...(chosen ?? []), ...reset]) refuseUnknown("parameter group", group, groups, where);
    for (const { objective } of rounds ?? []) refuseUnknown("objective", objective, Object.keys(objectives), where);
    const moves = Object.fromEntries(
      Object.entries(objectives)
        .map(([name, objective]) => [name, objective.moves.filter((group) => chosen?.includes(group) ?? true)] as const)
        .filter(([, moved]) => moved.length > 0),
    );
    const turns =
      rounds === undefined
        ? [Object.keys(moves)]
        : rounds.flatMap(({ objective, times }) => Array.from({ length: times }, () => [objective]));
    for (const name of turns.flat()) {
      if (moves[name] === undefined) refuseIdle(`objective "${name}" moves nothing`, where);
    }
    if (turns[0]?.length === 0) refuseIdle("no objective moves anything", where);
    return {
      name: stage.name,
      steps: stage.steps ?? (stage.epochs ?? 0) * stepsPerEpoch,
      moves,
      turns,
      reset,
      ...(stage.patience === undefined ? {} : { patience: stage.patience }),
    };
  });
}

function refuseUnknown(what: string, name: string, known: readonly string[], where: string): void {
  if (known.includes(name)) return;
  throw new ConfigError(`there is no ${what} "${name}"`, { where, expected: known.join(", "), received: name });
}

function refuseIdle(problem: string, where: string): never {
  throw new ConfigError(problem, {
    where,
    remedy: "Add one of the groups that the loss moves to `moves`, or leave the objective out of `rounds`.",
  });
}

import { checkSchedule } from "@elbo/program";
import type { Named, Schedule, Slot, Term, Wiring } from "@elbo/spec";
import { z } from "zod";

/** Schema of a weight: a number >= 0, or any schedule of the registry. */
export const weightField = (slot: Slot) => z.union([z.number().min(0), slot("schedule")]);

/** A term's weight, and the knob behind it when it moves. */
export interface MovingWeight {
  readonly weight: NonNullable<Term["weight"]>;
  readonly knobs: Named<Schedule>;
}

/** What a `weightField` names: a number stays in the program, a schedule becomes the knob `name`. */
export function movingWeight(name: string, config: unknown, wiring: Pick<Wiring, "part">): MovingWeight {
  if (typeof config === "number") return { weight: config, knobs: {} };
  const schedule = checkSchedule(wiring.part<Schedule>("schedule", config), {
    allowed: (value) => value >= 0,
    expected: "0 or more",
    where: `config loss.${name}`,
  });
  return { weight: { knob: name }, knobs: { [name]: schedule } };
}

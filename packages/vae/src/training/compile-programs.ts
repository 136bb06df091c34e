import type { Arena, Clock, Compiled, Engine, Named } from "@elbo/spec";
import type { Assembled, CompileRequest } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import { compileTold, type OnCompile } from "../session/compile-told.ts";
import type { StagePlan } from "./plan-stages.ts";

/** A compiled program and what it was compiled for. */
export interface Ready extends CompileRequest {
  readonly compiled: Compiled;
}

/** Who is told of a compilation, and of what. */
export interface Told {
  readonly name?: string;
  readonly tell?: OnCompile;
}

/** Compiles one program. @throws ConfigError when it asks for a moving scalar that no part schedules. */
export async function compileProgram(
  request: CompileRequest,
  { knobs }: Pick<Assembled, "knobs">,
  engine: Engine,
  arena: Arena,
  { name = "program", tell = () => {} }: Told = {},
): Promise<Ready> {
  const compiled = await compileTold(engine, request, arena, name, tell);
  try {
    knobValues(compiled.knobs, knobs, { step: 0, stepsPerEpoch: 1, steps: 1 });
  } catch (error) {
    compiled.dispose();
    throw error;
  }
  return { ...request, compiled };
}

/** Compiles the objectives of a stage by name. */
export async function compileStage(
  plan: StagePlan,
  assembled: Assembled,
  engine: Engine,
  arena: Arena,
  batch: number,
  tell?: OnCompile,
): Promise<Named<Ready>> {
  const ready: Record<string, Ready> = {};
  for (const name of new Set(plan.turns.flat())) {
    const request = assembled.objective(name, batch, plan.moves[name]);
    const told = { name: `objective ${name}`, ...(tell && { tell }) };
    ready[name] = await compileProgram(request, assembled, engine, arena, told);
  }
  return ready;
}

/** Values of a program's moving scalars at a moment. */
export function knobsAt(ready: Ready, { knobs }: Pick<Assembled, "knobs">, clock: Clock): Named<number> {
  return knobValues(ready.compiled.knobs, knobs, clock);
}

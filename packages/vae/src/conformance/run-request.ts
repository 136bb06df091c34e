import { createArena } from "@elbo/engine";
import type { Compiled, Engine, Named, NoiseKey, Numbers } from "@elbo/spec";
import type { CompileRequest } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import type { TestModel } from "./open-models.ts";

/** What one run left behind, copied. */
export interface Outcome {
  readonly outputs: Named<Numbers>;
  /** Gradients of every trainable parameter, by path; 0 where none was asked for. */
  readonly gradients: Named<Float32Array>;
  /** State parameters after the run, by path. */
  readonly state: Named<Float32Array>;
}

/** A compiled program, to be run at several values or inputs. */
export interface Runner {
  readonly outputs: Compiled["outputs"];
  readonly noise: Compiled["noise"];
  readonly knobs: Compiled["knobs"];
  run(inputs: Named<Numbers>, key?: Partial<NoiseKey>, values?: Float32Array): Promise<Outcome>;
  dispose(): void;
}

/** In the middle of a stage, so that schedules are on their way. */
const clock = { step: 3, stepsPerEpoch: 5, steps: 10 };

/** Compiles a request on an arena of its own. Every run starts from the model's values (or `values`) and no gradients. */
export async function compileRequest(
  engine: Engine,
  { assembled, values: start }: TestModel,
  { program, signature }: CompileRequest,
): Promise<Runner> {
  const arena = createArena(assembled.tree);
  arena.values.set(start);
  const compiled = await engine.compile(program, signature, arena);
  const knobs = knobValues(compiled.knobs, assembled.knobs, clock);
  const slices = (from: Float32Array, state: boolean) =>
    Object.fromEntries(
      arena.entries
        .filter((entry) => entry.state === state)
        .map(({ path, offset, size }) => [path, from.slice(offset, offset + size)]),
    );
  return {
    outputs: compiled.outputs,
    noise: compiled.noise,
    knobs: compiled.knobs,
    run: async (inputs, { seed = 5n, step = 2, offset = 0 } = {}, values = start) => {
      arena.values.set(values);
      arena.gradients.fill(0);
      const outputs = await compiled.run(inputs, { seed, step, offset }, knobs);
      return {
        outputs: Object.fromEntries(Object.entries(outputs).map(([name, x]) => [name, x.slice()])),
        gradients: slices(arena.gradients, false),
        state: slices(arena.values, true),
      };
    },
    dispose: () => compiled.dispose(),
  };
}

/** Compiles and runs once. */
export async function runRequest(
  engine: Engine,
  model: TestModel,
  request: CompileRequest,
  inputs: Named<Numbers>,
  key: Partial<NoiseKey> = {},
): Promise<Outcome> {
  const runner = await compileRequest(engine, model, request);
  const outcome = await runner.run(inputs, key);
  runner.dispose();
  return outcome;
}

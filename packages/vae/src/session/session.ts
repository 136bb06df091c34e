import {
  type Arena,
  type Compiled,
  type Engine,
  EngineError,
  type Named,
  type NoiseKey,
  type Numbers,
} from "@elbo/spec";
import type { Assembled, CompileRequest } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import { compileTold, type OnCompile } from "./compile-told.ts";

/** A model with values and an engine: compiled programs are kept by name. */
export interface Session {
  readonly assembled: Assembled;
  readonly engine: Engine;
  readonly arena: Arena;
  /** Runs a program; `name` says which, `request` makes it when it is new. */
  run(name: string, request: () => CompileRequest, inputs: Named<Numbers>, key: NoiseKey): Promise<Named<Numbers>>;
  compiled(name: string, request: () => CompileRequest): Promise<Compiled>;
  /** Frees the compiled programs; what is asked for afterwards is an EngineError. */
  dispose(): void;
}

/** Opens a session on an arena. Evaluation asks the schedules for their values at the end of training. */
export function createSession(
  assembled: Assembled,
  engine: Engine,
  arena: Arena,
  onCompile: OnCompile = () => {},
): Session {
  const cache = new Map<string, Promise<Compiled>>();
  let open = true;
  const compiled = async (name: string, request: () => CompileRequest) => {
    if (!open) {
      throw new EngineError("the model is closed", {
        where: name,
        remedy: "Call close() when nothing more is asked of it.",
      });
    }
    const known = cache.get(name);
    if (known) return known;
    const made = compileTold(engine, request(), arena, name, onCompile);
    cache.set(name, made);
    made.catch(() => cache.delete(name)); // reported by whoever waits for it
    return made;
  };
  const end = { step: Number.MAX_SAFE_INTEGER, stepsPerEpoch: 1, steps: 1 };
  return {
    assembled,
    engine,
    arena,
    compiled,
    run: async (name, request, inputs, key) => {
      const program = await compiled(name, request);
      return program.run(inputs, key, knobValues(program.knobs, assembled.knobs, end));
    },
    dispose: () => {
      open = false;
      for (const made of cache.values()) {
        made.then(
          (program) => program.dispose(),
          () => {},
        );
      }
      cache.clear();
    },
  };
}

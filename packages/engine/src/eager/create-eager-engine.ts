import { installGradients } from "@elbo/program";
import { type Arena, type Compiled, type Engine, EngineError, type Program, type Signature } from "@elbo/spec";
import { checkSignature } from "./check-signature.ts";
import { inspectProgram } from "./inspect-program.ts";
import { runProgram } from "./run-program.ts";
import { withBackend } from "./with-backend.ts";

/** An engine that runs programs op by op. */
export interface EagerOptions {
  readonly name: string;
  /** tfjs's name for the backend. */
  readonly backend: string;
  /** Makes the backend ready, once; throws when this machine cannot. */
  readonly load: () => Promise<void>;
  readonly remedy: string;
}

/** Engine over a tfjs backend, switched to for the length of a run: other tfjs code in the process is not disturbed. */
export function createEagerEngine({ name, backend, load, remedy }: EagerOptions): Engine {
  let loading: Promise<true | { readonly reason: string; readonly remedy: string }> | undefined;
  const available = () => {
    loading ??= load().then(
      () => true as const,
      (cause: unknown) => ({ reason: cause instanceof Error ? cause.message : String(cause), remedy }),
    );
    return loading;
  };
  return {
    name,
    available,
    compile: async (program: Program, signature: Signature, arena: Arena): Promise<Compiled> => {
      const state = await available();
      if (state !== true) {
        throw new EngineError(`the engine "${name}" cannot run here: ${state.reason}`, {
          where: "engine/compile",
          remedy: state.remedy,
        });
      }
      installGradients(); // another engine may have loaded tfjs-node since, which registers tfjs's own gradients again
      const inspection = withBackend(backend, () => inspectProgram(program, signature, arena));
      checkSignature(signature, inspection, arena);
      return {
        ...inspection,
        run: async (inputs, key, knobs = {}) =>
          withBackend(backend, () => runProgram(program, signature, arena, { inputs, key, knobs })),
        dispose: () => {},
      };
    },
  };
}

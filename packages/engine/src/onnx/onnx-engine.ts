import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import { installGradients } from "@elbo/program";
import type { Engine } from "@elbo/spec";
import { type CompileOptions, compileProgram } from "./compile-program.ts";
import { findBlock } from "./session/find-block.ts";
import { findRuntime, loadRuntime } from "./session/load-runtime.ts";
import { threadCount } from "./session/thread-policy.ts";

/** How the engine computes. */
export interface OnnxOptions extends Omit<CompileOptions, "blocked"> {
  /** May convolutions use the runtime's own image layout, where it has one? Default: true. */
  readonly blocks?: boolean;
}

/**
 * Traces programs, gradients included, into ONNX and runs them in onnxruntime-node. `threads`: threads inside one
 * operation; default: the environment's ELBO_THREADS, or the cores that are there, at most 8. `spin`: microseconds that
 * an idle thread stays awake for the next operation; default: ELBO_SPIN, or 50.
 */
export function createOnnxEngine({ blocks = true, ...options }: OnnxOptions = {}): Engine {
  return {
    name: "onnx",
    get threads() {
      return options.threads ?? threadCount();
    },
    available: async () => {
      const found = await findRuntime();
      return "InferenceSession" in found ? true : found;
    },
    compile: async (program, signature, arena) => {
      const runtime = await loadRuntime();
      const blocked = blocks ? await findBlock(runtime) : undefined;
      installGradients();
      return compileProgram(runtime, program, signature, arena, {
        ...options,
        ...(blocked === undefined ? {} : { blocked }),
      });
    },
  };
}

/** The engine with its defaults. */
export const onnxEngine: Engine = createOnnxEngine();

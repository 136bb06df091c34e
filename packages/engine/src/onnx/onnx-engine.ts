import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import { installGradients } from "@elbo/program";
import type { Engine } from "@elbo/spec";
import { compileProgram } from "./compile-program.ts";
import { findRuntime, loadRuntime } from "./session/load-runtime.ts";
import type { SessionOptions } from "./session/open-session.ts";

/**
 * Traces programs, gradients included, into ONNX and runs them in onnxruntime-node. `threads`: threads inside one
 * operation; default: the environment's ELBO_THREADS, or all cores. `spinning`: idle threads stay awake, which is faster
 * on an idle machine and several times slower on a busy one; default: unless ELBO_SPIN is 0.
 */
export function createOnnxEngine(options: SessionOptions = {}): Engine {
  return {
    name: "onnx",
    available: async () => {
      const found = await findRuntime();
      return "InferenceSession" in found ? true : found;
    },
    compile: async (program, signature, arena) => {
      const runtime = await loadRuntime();
      installGradients();
      return compileProgram(runtime, program, signature, arena, options);
    },
  };
}

/** The engine with its defaults. */
export const onnxEngine: Engine = createOnnxEngine();

import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import { installGradients } from "@elbo/program";
import type { Engine } from "@elbo/spec";
import { compileProgram } from "./compile-program.ts";
import { findRuntime, loadRuntime } from "./session/load-runtime.ts";

/**
 * Traces programs, gradients included, into ONNX and runs them in onnxruntime-node. `threads`: threads inside one
 * operation; default: the environment's ELBO_THREADS, or all cores.
 */
export function createOnnxEngine({ threads }: { readonly threads?: number } = {}): Engine {
  return {
    name: "onnx",
    available: async () => {
      const found = await findRuntime();
      return "InferenceSession" in found ? true : found;
    },
    compile: async (program, signature, arena) => {
      const runtime = await loadRuntime();
      installGradients();
      return compileProgram(runtime, program, signature, arena, threads);
    },
  };
}

/** The engine with its defaults. */
export const onnxEngine: Engine = createOnnxEngine();

import { EngineError } from "@elbo/spec";

/** The part of onnxruntime-node that the engine uses. */
export type Runtime = typeof import("onnxruntime-node");

/** Why the runtime cannot be had, and what to do. */
export interface Missing {
  readonly reason: string;
  readonly remedy: string;
}

let loading: Promise<Runtime | Missing> | undefined;

/** The runtime, loaded once, or the reason why not. */
export function findRuntime(): Promise<Runtime | Missing> {
  loading ??= import("onnxruntime-node").then(
    (module) => (module as { readonly default?: Runtime }).default ?? module,
    (cause: unknown) => ({
      reason: cause instanceof Error ? cause.message : String(cause),
      remedy: "Install onnxruntime-node for this platform, or choose `engine: node` or `engine: cpu`.",
    }),
  );
  return loading;
}

/** The runtime. @throws EngineError with the reason when it cannot be loaded. */
export async function loadRuntime(): Promise<Runtime> {
  const found = await findRuntime();
  if ("InferenceSession" in found) return found;
  throw new EngineError(`the engine "onnx" cannot run here: ${found.reason}`, {
    where: "engine/onnx",
    remedy: found.remedy,
  });
}

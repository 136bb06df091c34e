import { EngineError } from "@elbo/spec";
import { LoweringError } from "../../errors/lowering-error.ts";

const said = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).replace(/\.?\s*$/, "");

/** onnxruntime does not take a program's file: another engine may run the program. */
export function refusedFile(cause: unknown): LoweringError {
  return new LoweringError(`onnxruntime refuses the program's graph: ${said(cause)}`, {
    where: "engine/onnx",
    remedy: "Run this program with `engine: node` or `engine: cpu`, and report it: what is lowered should be accepted.",
    cause,
  });
}

/** onnxruntime gave up in the middle of a run: values that an operation cannot take. */
export function failedRun(cause: unknown): EngineError {
  return new EngineError("a program failed while it ran", {
    where: "engine/run",
    received: said(cause),
    remedy:
      "Look for an index outside of what it points into and for whole numbers divided by 0; `engine: cpu` names the operation.",
    cause,
  });
}

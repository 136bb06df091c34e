import { installGradients } from "@elbo/program";
import type { Arena, Compiled, Program, Signature } from "@elbo/spec";
import { traceProgram } from "./trace-program.ts";

/**
 * Shapes and types of what a program returns, found by tracing it: nothing is compiled or computed.
 *
 * @throws EngineError as compiling it would.
 */
export function traceOutputs(program: Program, signature: Signature, arena: Arena): Compiled["outputs"] {
  installGradients();
  const { outputs } = traceProgram(program, signature, arena);
  return Object.fromEntries(Object.entries(outputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]));
}

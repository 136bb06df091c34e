import type { Arena, Compiled, Engine, Named, Shape } from "@elbo/spec";
import type { CompileRequest } from "../assembly/assembled.ts";

/** A program was compiled. */
export interface Compilation {
  /** "objective elbo", "evaluation/100", "prior/64": what for, and how many at once. */
  readonly program: string;
  /** Shapes of its inputs, batch axis included. */
  readonly inputs: Named<Shape>;
  readonly seconds: number;
}

/** Told of each compilation; it must not throw. */
export type OnCompile = (compilation: Compilation) => void;

/** Compiles a program and tells how long it took. */
export async function compileTold(
  engine: Engine,
  { program, signature }: CompileRequest,
  arena: Arena,
  name: string,
  tell: OnCompile,
): Promise<Compiled> {
  const began = performance.now();
  const compiled = await engine.compile(program, signature, arena);
  const inputs = Object.fromEntries(Object.entries(signature.inputs).map(([input, { shape }]) => [input, shape]));
  tell({ program: name, inputs, seconds: (performance.now() - began) / 1000 });
  return compiled;
}

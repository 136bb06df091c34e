import { createContext } from "@elbo/program";
import type { Arena, Compiled, Law, Program, Shape, Signature } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { arenaTensors } from "../arena/arena-tensors.ts";

/** What a program asks its context for, and what it returns. */
export type Inspection = Pick<Compiled, "noise" | "knobs" | "outputs">;

/** Runs a program once, forward, on zeros, and writes down what it asks for. Nothing moves. */
export function inspectProgram(program: Program, signature: Signature, arena: Arena): Inspection {
  const noise: Record<string, { shape: Shape; law: Law }> = {};
  const knobs = new Set<string>();
  const outputs: Record<string, { shape: Shape; dtype: string }> = {};
  tf.tidy(() => {
    const context = createContext(
      {
        noise: (path, shape, law) => {
          noise[path] = { shape, law };
          return tf.zeros([...shape]);
        },
        knob: (path) => {
          knobs.add(path);
          return tf.scalar(0);
        },
        update: () => {},
        add: () => {},
      },
      { training: signature.training },
    );
    const inputs = Object.entries(signature.inputs).map(([name, { shape, dtype }]) => [
      name,
      tf.zeros([...shape], dtype),
    ]);
    const results = program(arenaTensors(arena), Object.fromEntries(inputs), context);
    for (const [name, { shape, dtype }] of Object.entries(results)) outputs[name] = { shape, dtype };
  });
  for (const input of (signature.gradients ?? []).flatMap((wanted) => wanted.inputs ?? [])) {
    outputs[`gradient/${input}`] = { shape: signature.inputs[input]?.shape ?? [], dtype: "float32" };
  }
  return { noise, knobs: [...knobs], outputs };
}

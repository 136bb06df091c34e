import { type Arena, EngineError, type Shape, ShapeError, type Signature } from "@elbo/spec";
import type { Inspection } from "./inspect-program.ts";

const scalar = (shape: Shape) => shape.reduce((a, b) => a * b, 1) === 1;

const unknown = (what: string, received: string, known: readonly string[]) =>
  new EngineError(`gradients are asked for ${what} "${received}", which does not exist`, {
    where: "engine/compile",
    expected: known.join(", "),
    received,
  });

/**
 * Refuses gradients that cannot be given: of an unknown or non-scalar output, to an unknown group or input, to an
 * input of whole numbers, or two gradients to one group or input (one arena holds one gradient per parameter).
 *
 * @throws EngineError or ShapeError that names the offender.
 */
export function checkSignature(signature: Signature, { outputs }: Inspection, arena: Arena): void {
  const taken = new Set<string>();
  const claim = (target: string) => {
    if (taken.has(target)) {
      throw new EngineError(`two gradients are asked for ${target}`, {
        where: "engine/compile",
        remedy: "Let each group and input be moved by one output.",
      });
    }
    taken.add(target);
  };
  for (const { of, params = [], inputs = [] } of signature.gradients ?? []) {
    const output = outputs[of];
    if (output === undefined) throw unknown("output", of, Object.keys(outputs));
    if (!scalar(output.shape)) {
      throw new ShapeError("gradients are of scalars", {
        where: `output ${of}`,
        expected: "[]",
        received: `[${output.shape}]`,
      });
    }
    for (const group of params) {
      if (arena.groups[group] === undefined) throw unknown("group", group, Object.keys(arena.groups));
      claim(`group "${group}"`);
    }
    for (const name of inputs) {
      const input = signature.inputs[name];
      if (input === undefined) throw unknown("input", name, Object.keys(signature.inputs));
      if (input.dtype !== "float32") {
        throw new EngineError(`the input "${name}" has dtype ${input.dtype} and no gradient`, {
          where: "engine/compile",
          expected: "float32",
          received: input.dtype,
        });
      }
      claim(`input "${name}"`);
    }
  }
}

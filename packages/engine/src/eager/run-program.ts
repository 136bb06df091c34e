import { eagerContext, listValues } from "@elbo/program";
import {
  type Arena,
  EngineError,
  type Named,
  type NoiseKey,
  type Numbers,
  type Program,
  type Signature,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { arenaTensors } from "../arena/arena-tensors.ts";
import { guardTape } from "./guard-tape.ts";
import { inputTensors, outputArrays } from "./host-arrays.ts";

/** One run's numbers. */
export interface Run {
  readonly inputs: Named<Numbers>;
  readonly key: NoiseKey;
  readonly knobs: Named<number>;
}

type Wanted = NonNullable<Signature["gradients"]>[number];
interface Bound {
  readonly params: Named<tf.Tensor>;
  readonly inputs: Named<tf.Tensor>;
}

/** Copies each gradient to its place: parameters into the arena, inputs into `outputs`. No path gives 0. */
function deliver(
  grads: readonly (tf.Tensor | undefined)[],
  chosen: ReturnType<typeof targets>,
  arena: Arena,
  outputs: Record<string, Numbers>,
) {
  chosen.entries.forEach(({ offset, size }, i) => {
    const grad = grads[i];
    if (grad === undefined) arena.gradients.fill(0, offset, offset + size);
    else arena.gradients.set(grad.dataSync() as Float32Array, offset);
  });
  chosen.inputs.forEach(({ name, tensor }, i) => {
    const grad = grads[chosen.entries.length + i];
    outputs[`gradient/${name}`] = (grad?.dataSync().slice() as Float32Array) ?? new Float32Array(tensor.size);
  });
}

/** The tensors that one objective is differentiated by. */
function targets({ params = [], inputs = [] }: Wanted, arena: Arena, bound: Bound) {
  const entries = arena.entries.filter((entry) => !entry.state && params.includes(entry.group));
  const named = inputs.map((name) => ({ name, tensor: bound.inputs[name] as tf.Tensor }));
  const tensors = [...entries.map(({ path }) => bound.params[path] as tf.Tensor), ...named.map((n) => n.tensor)];
  return { entries, inputs: named, tensors };
}

/**
 * Runs a program on the active tfjs backend inside one `tf.tidy`. Each gradient asked for is one pass with the same
 * noise; outputs and state updates are those of the first. State updates reach the arena when all is done.
 */
export function runProgram(program: Program, signature: Signature, arena: Arena, run: Run): Named<Numbers> {
  const outputs: Record<string, Numbers> = {};
  const moves: { readonly offset: number; readonly values: Float32Array }[] = [];
  guardTape(() =>
    tf.tidy(() => {
      const values = arenaTensors(arena);
      const bound: Bound = {
        params: listValues(arena.tree, values),
        inputs: inputTensors(run.inputs, signature.inputs),
      };
      const entryOf = new Map(arena.entries.map((entry) => [bound.params[entry.path], entry]));
      let first = true;
      const forward = (): Named<tf.Tensor> => {
        const { context, updates } = eagerContext({ ...run.key, knobs: run.knobs, training: signature.training });
        const results = program(values, bound.inputs, context);
        if (!first) return results;
        first = false;
        Object.assign(outputs, outputArrays(results));
        for (const [tensor, next] of updates) {
          const entry = entryOf.get(tensor);
          if (entry?.state !== true || next.size !== entry.size) {
            throw new EngineError(`context.update needs a state parameter and a value of its shape`, {
              where: "engine/run",
              expected: "a tensor of a parameter declared with `state: true`",
              received: entry === undefined ? "some other tensor" : `${entry.path}, next [${next.shape}]`,
            });
          }
          moves.push({ offset: entry.offset, values: next.dataSync().slice() as Float32Array });
        }
        return results;
      };
      for (const wanted of signature.gradients ?? []) {
        const chosen = targets(wanted, arena, bound);
        if (chosen.tensors.length === 0) continue;
        const { grads } = tf
          .engine()
          .gradients(() => forward()[wanted.of] as tf.Tensor, chosen.tensors, undefined, true);
        deliver(grads as readonly (tf.Tensor | undefined)[], chosen, arena, outputs);
      }
      if (first) forward();
    }),
  );
  for (const { offset, values } of moves) arena.values.set(values, offset);
  return outputs;
}

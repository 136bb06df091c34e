import type { Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Value } from "../graph/types.ts";
import { symbol } from "../trace/symbol.ts";
import type { SymbolicBackend } from "../trace/symbolic-backend.ts";
import { isolateTape } from "./isolate-tape.ts";
import { mapNamed, type RecordedStep } from "./recorded-step.ts";

/** One step's gradients; undefined: nothing leads there. */
export interface StepGradients {
  readonly states: Named<Value | undefined>;
  readonly xs: Named<Value | undefined>;
  readonly captured: readonly (Value | undefined)[];
}

/** Runs the cell again on a tape: gradients of `sum(next * dNext) + sum(out * dOut)`, given by tfjs's own code. */
export function stepGradients(
  backend: SymbolicBackend,
  step: RecordedStep,
  dNext: Named<Value>,
  dOut: Named<Value>,
): StepGradients {
  const tensors = (values: Named<Value>) => mapNamed(values, (x) => symbol(backend, x));
  const { result } = backend.captured.watch(() =>
    isolateTape(0, () => {
      const [states, xs, next, out] = [tensors(step.states), tensors(step.xs), tensors(dNext), tensors(dOut)];
      const float = (list: readonly tf.Tensor[]) => list.filter(({ dtype }) => dtype === "float32");
      const targets = float([...Object.values(states), ...Object.values(xs), ...step.captured]);
      const objective = () => {
        const made = step.cell(states, xs);
        const terms = [
          ...Object.entries(next).map(([name, d]) => tf.sum(tf.mul(made.state[name] as tf.Tensor, d))),
          ...Object.entries(out).map(([name, d]) => tf.sum(tf.mul(made.out[name] as tf.Tensor, d))),
        ];
        return terms.reduce((sum, term) => tf.add(sum, term), tf.scalar(0));
      };
      const { grads } = tf.engine().gradients(objective, targets, undefined, true);
      const found = new Map(targets.map((x, i) => [x.id, grads[i]]));
      const of = (x: tf.Tensor) => {
        const gradient = found.get(x.id);
        return gradient == null ? undefined : backend.value(gradient);
      };
      return { states: mapNamed(states, of), xs: mapNamed(xs, of), captured: step.captured.map(of) };
    }),
  );
  return result;
}

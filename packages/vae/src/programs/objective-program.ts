import { listValues } from "@elbo/program";
import type { Loss, Named, ParamTree, Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import { type ModelParts, type ModelValues, modelTree } from "../model/model-parts.ts";
import { stillState } from "./still-state.ts";
import { termMean } from "./weighted-mean.ts";

/**
 * One objective as a program. `moves` names the groups that it moves: the state of others stays as it is, so that codes are
 * frozen while a prior learns them. Outputs `objective` (weighted sum of term means, nats) and `term/<name>`.
 */
export function objectiveProgram(
  parts: ModelParts,
  loss: Loss,
  name: string,
  moves: readonly string[] = loss.objectives[name]?.moves ?? [],
): Program {
  const tree: ParamTree = { ...modelTree(parts), loss: loss.params };
  return (params, inputs, outer) => {
    const still = Object.entries(listValues(tree, params)).filter(
      ([path]) => !moves.includes(path.split("/")[0] ?? ""),
    );
    const context = stillState(outer, new Set(still.map(([, value]) => value)));
    const values = params as unknown as ModelValues & { loss: never };
    const scope = context.at("loss");
    const model = createModel(parts, values);
    const objective = loss.objectives[name] as Loss["objectives"][string];
    const terms = objective.terms(values.loss, model, inputs, scope);
    const outputs: Record<string, tf.Tensor> = {};
    let total: tf.Tensor = tf.scalar(0);
    for (const [term, { value, over, weight = 1 }] of Object.entries(terms)) {
      const mean = termMean({ value, over }, inputs.weight as tf.Tensor);
      outputs[`term/${term}`] = mean;
      if (weight === 0) continue;
      const factor = typeof weight === "number" ? weight : scope.knob(weight.knob);
      total = tf.add(total, factor === 1 ? mean : tf.mul(mean, factor));
    }
    return { objective: total, ...outputs } satisfies Named<tf.Tensor>;
  };
}

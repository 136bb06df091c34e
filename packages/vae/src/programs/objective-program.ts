import type { Loss, Named, Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { termMean } from "./weighted-mean.ts";

/** One objective as a program: outputs `objective` (weighted sum of term means, nats) and `term/<name>`. */
export function objectiveProgram(parts: ModelParts, loss: Loss, name: string): Program {
  return (params, inputs, context) => {
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

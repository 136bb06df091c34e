import { listParams } from "@elbo/program";
import { ConfigError, type Dataset, type Field, type Loss, type ParamTree, type Part } from "@elbo/spec";
import type { ModelConfig } from "../config/model-config.ts";
import type { ModelParts } from "../model/model-parts.ts";

const remedies: Partial<Record<Field["support"], string>> = {
  unit: "Binarise the pixels (data.binarise: dynamic), or choose likelihood.kind: beta-binomial, discretised-logistic, continuous-bernoulli or gaussian.",
  tokens: "Choose likelihood.kind: categorical.",
  category: "Choose likelihood.kind: categorical.",
  real: "Choose likelihood.kind: gaussian, laplace or student-t.",
  count: "Choose likelihood.kind: negative-binomial, poisson or zero-inflated.",
  positive: "Choose likelihood.kind: log-normal.",
  mixed: "Choose likelihood.kind: columns.",
};

/** Does the likelihood take what the data holds? */
export function checkSupport(dataset: Dataset, likelihood: ModelParts["likelihood"], kind: string): void {
  const x = dataset.fields.x as Field;
  if (likelihood.supports.includes(x.support)) return;
  throw new ConfigError(`the likelihood "${kind}" does not describe ${x.support} data`, {
    where: "config likelihood.kind",
    expected: `data that is ${likelihood.supports.join(" or ")}`,
    received: `${dataset.name}: ${x.support}`,
    ...(remedies[x.support] ? { remedy: remedies[x.support] as string } : {}),
  });
}

/** Does the data have every field that a part reads, or does the model make it? */
export function checkReads(
  dataset: Dataset,
  parts: Readonly<Record<string, Part>>,
  made: readonly string[] = [],
): void {
  for (const [name, part] of Object.entries(parts)) {
    for (const field of part.reads ?? []) {
      if (field in dataset.fields || made.includes(field)) continue;
      throw new ConfigError(`the ${name} reads the field "${field}"`, {
        where: `config ${name}`,
        expected: `one of ${Object.keys(dataset.fields).join(", ")}`,
        received: `${dataset.name} without it`,
      });
    }
  }
}

/** Has a batch as many examples as the loss compares? */
export function checkBatch(
  { training: { batch }, loss: { kind } }: Pick<ModelConfig, "training" | "loss">,
  { leastBatch = 1 }: Pick<Loss, "leastBatch">,
): void {
  if (batch >= leastBatch) return;
  throw new ConfigError(`the loss "${kind}" compares the examples of a batch with each other`, {
    where: "config training.batch",
    expected: `${leastBatch} or more`,
    received: String(batch),
    remedy: "Choose a larger batch, or another loss.",
  });
}

/** Are there as many training examples as parameters start from? */
export function checkExamples(tree: ParamTree, { name, splits: { train } }: Dataset): void {
  for (const { path, spec } of listParams(tree)) {
    const count = spec.examples?.count ?? 0;
    if (count <= train.length) continue;
    throw new ConfigError(`the parameter "${path}" starts from more training examples than there are`, {
      where: `config ${path.split("/")[0]}`,
      expected: `at most ${train.length}, the examples of ${name}`,
      received: String(count),
      remedy: "Lower the number of components or exemplars.",
    });
  }
}

import { eagerContext, initialise } from "@elbo/program";
import type { Distribution, Fact, Named, Numbers, SiteFacts } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Assembled } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import { createModel } from "../model/create-model.ts";
import type { ModelValues } from "../model/model-parts.ts";

/** Facts that a distribution itself shows; where its draws lie, and whether they have a law, it does not. */
export const visible: readonly Fact[] = [
  "alone",
  "random",
  "pathwise",
  "scored",
  "mass",
  "frozen",
  "diagonal-gaussian",
  "gaussian-mixture",
  "drawn",
];

const shown = (facts: Partial<Record<Fact, boolean>>): Fact[] =>
  (Object.keys(facts) as Fact[]).filter((fact) => facts[fact] === true);

const diagonal = ({ family }: Distribution) => family === "normal-diagonal";
const mixed = ({ family, parameters: { logWeights, means, scales } }: Distribution) =>
  family === "mixture-of-normals" && logWeights !== undefined && means !== undefined && scales !== undefined;

/** Facts of every site as its distributions show them, on one batch at initial values. */
export function seenFacts({ parts, tree, dataset, knobs }: Assembled, inputs: Named<Numbers>): Named<SiteFacts> {
  return tf.tidy(() => {
    const values = initialise(tree) as unknown as ModelValues;
    const size = inputs.weight?.length ?? 0;
    const batch = Object.fromEntries(
      Object.entries(inputs).map(([name, x]) => {
        const { shape, dtype } = dataset.fields[name] ?? { shape: [], dtype: "float32" };
        return [name, tf.tensor(x, [size, ...shape], dtype)];
      }),
    );
    const clock = { step: 3, stepsPerEpoch: 5, steps: 10 };
    // Whatever path is asked for, by the declaration that fits it.
    const moving = new Proxy<Record<string, number>>(
      {},
      { get: (_, path) => knobValues([String(path)], knobs, clock)[String(path)] },
    );
    const traceAt = (step: number) =>
      createModel(parts, values).infer(batch, { samples: 2 }, eagerContext({ seed: 5n, step, knobs: moving }).context);
    const [first, second] = [traceAt(1), traceAt(2)];
    return Object.fromEntries(
      first.sites.map(({ name, q, p, value }, i) => {
        const other = second.sites[i]?.value as tf.Tensor;
        const random = tf.max(tf.abs(tf.sub(value, other))).dataSync()[0] !== 0;
        const posterior = shown({
          alone: q.batchShape.length === 1,
          random,
          pathwise: q.gradient === "pathwise",
          scored: q.logProb !== undefined,
          mass: q.mass === true,
          frozen: q.frozen !== undefined,
          "diagonal-gaussian": diagonal(q),
        });
        const prior = { drawn: p.draw !== undefined, "diagonal-gaussian": diagonal(p), "gaussian-mixture": mixed(p) };
        return [name, { posterior, prior: shown(prior) }];
      }),
    );
  });
}

/** The visible facts among those that a structure states. */
export const statedFacts = ({ parts }: Assembled): Named<SiteFacts> => {
  const pick = (facts: readonly Fact[]) => visible.filter((fact) => facts.includes(fact));
  return Object.fromEntries(
    Object.entries(parts.latents.facts).map(([name, { posterior, prior }]) => [
      name,
      { posterior: pick(posterior), prior: pick(prior) },
    ]),
  );
};

/** Seen facts without a `random` that is not stated: Hamiltonian steps add a momentum, so that draws of one point differ. */
export const withoutMomentum = (seen: Named<SiteFacts>, stated: Named<SiteFacts>): Named<SiteFacts> =>
  Object.fromEntries(
    Object.entries(seen).map(([name, { posterior, prior }]) => [
      name,
      { posterior: posterior.filter((f) => f !== "random" || stated[name]?.posterior.includes(f)), prior },
    ]),
  );

/** Facts in one order, so that two lists can be compared. */
export const inOrder = (facts: Named<SiteFacts>): Named<SiteFacts> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, { posterior, prior }]) => [
      name,
      { posterior: [...posterior].sort(), prior: [...prior].sort() },
    ]),
  );

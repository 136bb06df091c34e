import { type Batch, type Given, type Named, NotSupportedError, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** A `Given` for calling one part alone; abilities that are not handed over throw. */
export function fakeGiven({
  batch = {},
  lead = [1],
  z = {},
  ...abilities
}: Partial<Given> & { readonly batch?: Batch; readonly lead?: Shape; readonly z?: Named<tf.Tensor> } = {}): Given {
  const missing = (name: string) => () => {
    throw new NotSupportedError(`the fake has no ${name}`, { where: "testing/fake-given", remedy: "Hand one over." });
  };
  const size = lead.at(-1) ?? 1;
  return {
    batch: { weight: tf.ones([size]), ...batch },
    lead,
    z,
    encode: missing("encode"),
    logJoint: missing("logJoint"),
    ...abilities,
  };
}

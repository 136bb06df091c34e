import { type Named, NotSupportedError, type Term, type Trace } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** log w = log p(x|z) + sum_site log p(z) - log q(z|x), `[sample, batch]`, nats. */
export const logWeights = ({ sites, logX }: Trace): tf.Tensor =>
  sites.reduce((sum: tf.Tensor, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), logX);

/** `reconstruction`: -log p(x|z), `[sample, batch]`, nats. */
export const reconstructionTerm = ({ logX }: Trace, weight = 1): Term => ({
  value: tf.neg(logX),
  over: "example",
  weight,
});

/**
 * The loss's own terms, and every term that parts of the model added, under its own name and with weight 1.
 *
 * @throws NotSupportedError when a part's term has a name of the loss.
 */
export function withAdded(own: Named<Term>, { added }: Trace): Named<Term> {
  const extra = Object.entries(added).map(([name, value]): [string, Term] => {
    if (name in own) {
      throw new NotSupportedError(`a part of the model adds a term "${name}", which the loss has already`, {
        where: "losses",
        remedy: "Give the part's term another name.",
      });
    }
    return [name, { value, over: "example" }];
  });
  return { ...own, ...Object.fromEntries(extra) };
}

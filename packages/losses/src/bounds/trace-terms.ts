import { stopGradient } from "@elbo/program";
import { type Named, type Needs, NotSupportedError, type Term, type Trace } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { reportedKl, totalKl } from "../kl/site-kl.ts";

/** log w = log p(x|z) + sum_site log p(z) - log q(z|x), `[sample, batch]`, nats. */
export const logWeights = ({ sites, logX }: Trace): tf.Tensor =>
  sites.reduce((sum: tf.Tensor, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), logX);

/**
 * log w as above, where log q is scored with the parameters of q held fixed: its gradient flows through the draws alone.
 * The value is the same.
 *
 * @throws NotSupportedError when a posterior cannot be scored so.
 */
export function frozenLogWeights({ sites, logX }: Trace): tf.Tensor {
  return sites.reduce((sum: tf.Tensor, { name, q, value, logP }) => {
    const logQ = q.batchShape.length === 1 ? q.frozen?.().logProb?.(value) : undefined;
    if (logQ === undefined) {
      throw new NotSupportedError("draws cannot be scored with the parameters of q held fixed", {
        where: `losses, site ${name}`,
        expected: "a posterior given x alone, with frozen() and logProb",
        received: q.family,
        remedy: "Choose latents.kind: single with a Gaussian posterior and no transports, or loss.kind: iwae.",
      });
    }
    return tf.add(sum, tf.sub(logP, logQ));
  }, logX);
}

/** What importance weights ask of the posterior. */
export const weightNeeds = {
  posterior: {
    law: "it is part of every weight",
    random: "equal draws are worth one",
    pathwise: "the gradient of a weight flows through its draw",
  },
} as const satisfies Needs;

/** What `frozenLogWeights` asks of a posterior. */
export const frozenNeeds: Needs = {
  posterior: {
    ...weightNeeds.posterior,
    frozen: "log q is scored with its parameters held fixed",
    scored: "log q is scored with its parameters held fixed",
    alone: "held fixed, q of a later site would hide the path through earlier draws",
  },
};

/** The value of one tensor with the gradient of another of its shape. */
export const valueWithGradient = (value: tf.Tensor, surrogate: tf.Tensor): tf.Tensor =>
  tf.add(stopGradient(value), tf.sub(surrogate, stopGradient(surrogate)));

/** `reconstruction`, `kl` and `kl/<site>`, reported only. */
export const reportedParts = (trace: Trace): Named<Term> => ({
  reconstruction: reconstructionTerm(trace, 0),
  kl: { value: totalKl(trace.sites), over: "example", weight: 0 },
  ...reportedKl(trace.sites),
});

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

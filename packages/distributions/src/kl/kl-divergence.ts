import { type Distribution, ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { spread, sumEvent } from "../special/event-axes.ts";
import { byDimension, whole } from "./closed-forms.ts";

const pairOf = (q: Distribution, p: Distribution) => `${q.family} | ${p.family}`;

function checkEvents(q: Distribution, p: Distribution): void {
  if (q.eventShape.length !== p.eventShape.length || q.eventShape.some((size, i) => size !== p.eventShape[i])) {
    throw new ShapeError("q and p have different events", {
      where: "distributions/kl-divergence",
      expected: `[${q.eventShape.join(", ")}]`,
      received: `[${p.eventShape.join(", ")}]`,
      remedy: "Give the prior the shape of the posterior's site.",
    });
  }
}

const batchOf = (q: Distribution, p: Distribution) =>
  tf.broadcast_util.assertAndGetBroadcastShape([...q.batchShape], [...p.batchShape]);

/**
 * KL(q || p) of each coordinate in closed form, `[...batch, ...event]`, nats; undefined where the pair has none.
 * Batch axes broadcast, so p may have batchShape []. Of coordinates that depend on each other: each given the earlier ones.
 *
 * @throws ShapeError when the events differ.
 */
export function klByDimension(q: Distribution, p: Distribution): tf.Tensor | undefined {
  const closedForm = byDimension.get(pairOf(q, p));
  if (closedForm === undefined) return undefined;
  checkEvents(q, p);
  return spread(closedForm(q.parameters, p.parameters), [...batchOf(q, p), ...q.eventShape]);
}

/**
 * KL(q || p) = E_q[log q(z) - log p(z)] in closed form, looked up by the two families: `[...batch]`, nats;
 * undefined where the pair has none (then use `monteCarloKl`).
 *
 * @throws ShapeError when the events differ.
 */
export function klDivergence(q: Distribution, p: Distribution): tf.Tensor | undefined {
  const closedForm = whole.get(pairOf(q, p));
  if (closedForm) {
    checkEvents(q, p);
    return spread(closedForm(q, p), batchOf(q, p));
  }
  const each = klByDimension(q, p);
  return each && sumEvent(each, q.eventShape.length);
}

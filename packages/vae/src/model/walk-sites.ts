import { type Context, type Distribution, type Given, type Named, NotSupportedError, type Site } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { drawOnce } from "./draw-once.ts";
import { isSettled } from "./is-settled.ts";
import { latentValues, type ModelParts, type ModelValues } from "./model-parts.ts";

/** Where a site's value comes from. */
export interface Choice {
  readonly value: tf.Tensor;
  readonly logQ: tf.Tensor;
}

/** Chooses a value `[sample, batch, ...event]` of a site given q (and p). */
export type Choose = (site: string, q: Distribution, context: Context) => Choice;

/** Draws from q: a fresh sample axis for the first site, one draw per sample for later ones. */
export const drawFrom =
  (samples: number): Choose =>
  (site, q, context) => {
    if (!q.draw) {
      throw new NotSupportedError(`the posterior "${q.family}" of site ${site} cannot be drawn in one pass`, {
        where: "vae/model",
      });
    }
    if (q.batchShape.length === 1) {
      const { value, logProb } = q.draw(samples, context);
      return { value, logQ: logProb };
    }
    const { value, logProb } = drawOnce(q, site, context);
    return { value, logQ: logProb };
  };

/** Takes a given value and scores it under q. */
export const observed = (value: tf.Tensor, site: string, q: Distribution): Choice => {
  if (!q.logProb) {
    throw new NotSupportedError(`q of site ${site} ("${q.family}") only knows the density of its own draws`, {
      where: "vae/model",
      remedy: "Use a posterior without transports, or draw instead of scoring.",
    });
  }
  return { value, logQ: q.logProb(value) };
};

/** Takes q's mean (mode where there is none; a draw as last resort), with one sample. */
export const centreOf: Choose = (site, q, context) => {
  const centre = q.mean?.() ?? q.mode?.();
  if (!centre) return drawFrom(1)(site, q, context);
  const value = q.batchShape.length === 1 ? tf.expandDims(centre, 0) : centre;
  return { value, logQ: tf.zeros(value.shape.slice(0, 2)) };
};

const scoreUnder = (p: Distribution, value: tf.Tensor, site: string): tf.Tensor => {
  if (!p.logProb) {
    throw new NotSupportedError(`the prior "${p.family}" of site ${site} has no density`, { where: "vae/model" });
  }
  return p.logProb(value);
};

/** What a visit to a site may look at. */
interface Visit {
  readonly name: string;
  readonly state: unknown;
  readonly given: Given;
  readonly context: Context;
}

/** Goes over sites in an order, carrying the structure's state and the values so far, which `visit` chooses. */
function alongSites(
  { latents }: ModelParts,
  values: ModelValues,
  order: readonly string[],
  given: Given,
  context: Context,
  visit: (at: Visit) => tf.Tensor,
): { readonly given: Given; readonly state: unknown } {
  const params = latentValues(values);
  let state = latents.begin(params, given, context.at("begin"));
  let here = given;
  for (const name of order) {
    const scope = context.at(name);
    const codebook = latents.codebook?.(params, name);
    const value = visit({ name, state, given: codebook ? { ...here, codebook } : here, context: scope });
    state = latents.advance(params, name, state, value, scope.at("advance"));
    here = { ...here, lead: value.shape.slice(0, 2), z: { ...here.z, [name]: value } };
  }
  return { given: here, state };
}

/** Visits the sites, in the order of inference for q and in that of drawing for p; every loss and program goes through here. */
export function walkSites(
  parts: ModelParts,
  values: ModelValues,
  features: Named<tf.Tensor>,
  given: Given,
  choose: Choose,
  context: Context,
): { readonly sites: Site[]; readonly given: Given; readonly state: unknown } {
  const { latents } = parts;
  const params = latentValues(values);
  const drawn = latents.sites.map(({ name }) => name);
  const inferred = latents.inferred ?? drawn;
  const together = inferred.join() === drawn.join();
  const laws: Record<string, Choice & { readonly q: Distribution }> = {};
  const priors: Record<string, { readonly p: Distribution; readonly logP: tf.Tensor }> = {};
  const priorAt = ({ name, state, given: seen, context: scope }: Visit) =>
    latents.prior(params, name, state, seen, scope.at("prior"));
  const score = (name: string, p: Distribution, value: tf.Tensor) => {
    priors[name] = { p, logP: scoreUnder(p, value, name) };
  };
  const walked = alongSites(parts, values, inferred, given, context, (at) => {
    const { name, state, context: scope } = at;
    const p = together ? priorAt(at) : undefined;
    const q = latents.posterior(params, name, state, features, at.given, scope.at("posterior"));
    const { value, logQ } = choose(name, q, scope.at("draw"));
    laws[name] = { value, logQ, q };
    if (p) score(name, p, value);
    return value;
  });
  const ended = together
    ? walked
    : alongSites(parts, values, drawn, given, context.at("drawing"), (at) => {
        const { value } = laws[at.name] as Choice;
        score(at.name, priorAt(at), value);
        return value;
      });
  const sites = drawn.map((name): Site => {
    const both = { ...laws[name], ...priors[name] } as Omit<Site, "name" | "unsettled">;
    return { name, ...both, ...(isSettled(name, drawn, inferred) ? {} : { unsettled: true }) };
  });
  return { sites, ...ended };
}

/** log p(z) of given latents, site by site, `[sample, batch]`. */
export function scorePrior(
  parts: ModelParts,
  values: ModelValues,
  z: Named<tf.Tensor>,
  given: Given,
  context: Context,
): tf.Tensor {
  const params = latentValues(values);
  const logs: tf.Tensor[] = [];
  const order = parts.latents.sites.map(({ name }) => name);
  alongSites(parts, values, order, given, context, ({ name, state, given: seen, context: scope }) => {
    const value = z[name] as tf.Tensor;
    logs.push(scoreUnder(parts.latents.prior(params, name, state, seen, scope.at("prior")), value, name));
    return value;
  });
  return logs.reduce((sum, logP) => tf.add(sum, logP));
}

import { type Context, type Distribution, type Given, type Named, NotSupportedError, type Site } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { drawOnce } from "./draw-once.ts";
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

/** Visits the sites in order; every loss and program goes through here. */
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
  let state = latents.begin(params, given, context.at("begin"));
  let here = given;
  const sites: Site[] = [];
  for (const { name } of latents.sites) {
    const scope = context.at(name);
    const codebook = latents.codebook?.(params, name);
    const seen: Given = codebook ? { ...here, codebook } : here;
    const p = latents.prior(params, name, state, seen, scope.at("prior"));
    const q = latents.posterior(params, name, state, features, seen, scope.at("posterior"));
    const { value, logQ } = choose(name, q, scope.at("draw"));
    sites.push({ name, value, logQ, logP: scoreUnder(p, value, name), q, p });
    state = latents.advance(params, name, state, value, scope.at("advance"));
    here = { ...here, lead: value.shape.slice(0, 2), z: { ...here.z, [name]: value } };
  }
  return { sites, given: here, state };
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
  let state = parts.latents.begin(params, given, context.at("begin"));
  let here = given;
  let total: tf.Tensor | undefined;
  for (const { name } of parts.latents.sites) {
    const scope = context.at(name);
    const value = z[name] as tf.Tensor;
    const logP = scoreUnder(parts.latents.prior(params, name, state, here, scope.at("prior")), value, name);
    total = total ? tf.add(total, logP) : logP;
    state = parts.latents.advance(params, name, state, value, scope.at("advance"));
    here = { ...here, lead: value.shape.slice(0, 2), z: { ...here.z, [name]: value } };
  }
  return total as tf.Tensor;
}

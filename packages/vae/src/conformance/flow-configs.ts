import type { Configs } from "./image-configs.ts";

const dense = { kind: "dense", hidden: [6], activation: "tanh" };
const net = { length: 2, hidden: [5], activation: "tanh" };

/** A dense VAE of made-up numbers with three latents; `site` says how they are distributed. */
const withSite = (site: object, over: object = {}) => ({
  data: { kind: "linear-gaussian", size: 6, latents: 2, train: 24, validation: 12, test: 12 },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: 0.5 } },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 }, ...site },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
  training: { steps: 1, batch: 4 },
  ...over,
});

/** Flows as transports and as priors, a prior of training examples, and one of accepted draws. */
export const flowConfigs: Configs = {
  "planar and radial maps, then autoregressive splines": withSite({
    transports: [
      { kind: "planar", length: 2 },
      { kind: "radial", length: 1 },
      { kind: "spline", form: "autoregressive", ...net, bins: 3, context: 2 },
    ],
  }),
  "reflections, then Sylvester maps": withSite(
    {
      transports: [
        { kind: "householder", length: 2 },
        { kind: "sylvester", length: 1, columns: 2 },
      ],
    },
    { loss: { kind: "iwae", samples: 2 } },
  ),
  "Sylvester maps by reflections, then IAF": withSite({
    transports: [
      { kind: "sylvester", form: "householder", length: 1, reflections: 2 },
      { kind: "iaf", ...net, context: 2 },
    ],
  }),
  "coupling layers, then splines": withSite({
    transports: [
      { kind: "realnvp", ...net, context: 2 },
      { kind: "spline", ...net, bins: 3, context: 2 },
    ],
  }),
  "coupling layers, sticking the landing": withSite(
    { transports: [{ kind: "realnvp", length: 1, hidden: [5], activation: "tanh", context: 2 }] },
    { loss: { kind: "stl", samples: 2 } },
  ),
  "coupling layers over a mixture": withSite({
    prior: { kind: "realnvp", ...net, base: { kind: "mixture", components: 2 } },
  }),
  "masked autoregressive flow, and splines over it": withSite({
    prior: { kind: "spline", ...net, bins: 3, base: { kind: "maf", ...net } },
  }),
  "accepted draws under coupling layers": withSite({
    prior: {
      kind: "realnvp",
      ...net,
      base: { kind: "lars", hidden: [5], truncation: 4, proposals: 20, evaluation: 20, decay: 0 },
    },
  }),
  "exemplars, some at a step": withSite({ prior: { kind: "exemplar", exemplars: 9, perStep: 5 } }),
};

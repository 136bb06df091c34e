import { useCpu } from "@elbo/testing";
import { beforeAll } from "vitest";
import { describeAgainstPytorch } from "./against-pytorch.ts";

beforeAll(useCpu);

const dense = { kind: "dense", hidden: [6], activation: "tanh" };
const gaussian = { kind: "gaussian", sigma: { kind: "fixed", value: 0.5 } };
const two = { kind: "gaussian", dimension: 2 };

/** Points of three classes, half of whose labels are known. */
const points = (latents: object, loss: object, over: object = {}) => ({
  data: { kind: "labelled-points" },
  likelihood: gaussian,
  latents,
  encoder: dense,
  decoder: dense,
  loss,
  training: { steps: 1, batch: 4 },
  ...over,
});

const elbo = { kind: "elbo", samples: 2 };

const chain = (combine: string, loss: object, over: object = {}) =>
  points(
    {
      kind: "top-down",
      sites: [2, 1, 3].map((dimension, i) => ({ name: "abc".charAt(i), dimension })),
      widths: [4],
      activation: "tanh",
      combine,
      skip: true,
      ...over,
    },
    loss,
  );

const bottomUp = (loss: object) =>
  points(
    {
      kind: "bottom-up",
      sites: [2, 1, 3].map((dimension, i) => ({ name: "cba".charAt(i), dimension })),
      widths: [4],
      activation: "tanh",
    },
    loss,
  );

const modalities = ["x", "label"];
const of = { x: dense, label: { ...dense, hidden: [4] } };

/** Points and labels as two modalities. */
const modal = (combine: string, loss: object) =>
  points({ kind: "single", posterior: { kind: "experts", modalities, dimension: 2, combine } }, loss, {
    likelihood: { kind: "modalities", of: { x: gaussian, label: { kind: "categorical" } } },
    encoder: { kind: "modalities", of },
    decoder: { kind: "modalities", of },
  });

const configs: Readonly<Record<string, object>> = {
  "top-down, precision-weighted, elbo": chain("precision", elbo),
  "top-down, concatenated, iwae": chain("concatenate", { kind: "iwae", samples: 3 }),
  "top-down, residual, elbo": chain("residual", elbo),
  "top-down, concatenated, VampPrior on top": chain("concatenate", elbo, { prior: { kind: "vamp", components: 3 } }),
  "bottom-up, elbo": bottomUp(elbo),
  "bottom-up, iwae": bottomUp({ kind: "iwae", samples: 3 }),
  JointVAE: points(
    {
      kind: "joint",
      sites: [
        { name: "z", posterior: two },
        { name: "c", posterior: { kind: "gumbel-softmax", variables: 1, classes: 3 } },
      ],
    },
    elbo,
  ),
  "M2, half the labels": points(
    { kind: "m2", dimension: 2, widths: [4], activation: "tanh" },
    { kind: "semi-supervised", alpha: 3 },
  ),
  MVAE: modal("product", { kind: "mvae", modalities }),
  "MMVAE, iwae": modal("mixture", { kind: "iwae", samples: 3 }),
  "MoPoE, elbo": modal("mixture-of-products", elbo),
};

/** Written by tooling/fixtures/structures.py. */
describeAgainstPytorch("structures.json", Object.keys(configs), (name) => configs[name] as object);

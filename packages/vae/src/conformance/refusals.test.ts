import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { openData, wireParts } from "../assembly/wire-parts.ts";
import { parseConfig } from "../config/parse-config.ts";
import { registry } from "./open-models.ts";

const dense = { kind: "dense", hidden: [5] };
const recurrent = { kind: "recurrent", embedding: 3, hidden: 4 };
const gaussian = { kind: "gaussian", dimension: 2 };
const made = (sort: string, likelihood: object, over: object = {}) => ({
  data: { kind: "made-up", sort },
  likelihood,
  latents: { kind: "single", posterior: gaussian },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
  training: { steps: 1, batch: 4 },
  ...over,
});
const binary = (over: object) => made("binary", { kind: "bernoulli" }, over);
const posterior = (config: object, more: object = {}) => ({ latents: { kind: "single", posterior: config, ...more } });
const joint = (...sites: readonly object[]) => ({ latents: { kind: "joint", sites } });
const upwards = { latents: { kind: "bottom-up", sites: ["a", "b"].map((name) => ({ name, dimension: 2 })) } };
const steps = [{ kind: "hamiltonian", steps: 1 }];
const penalty = { loss: { kind: "rae", regulariser: { kind: "gradient-penalty" } } };
const two = { kind: "modalities", of: { x: { kind: "bernoulli" }, label: { kind: "categorical" } } };
const nets = { kind: "modalities", of: { x: dense, label: dense } };
const mvae = { loss: { kind: "mvae", modalities: ["x", "label"] } };
const classes = { kind: "gumbel-softmax", variables: 1, classes: 3 };

const read = async (config: object) => {
  const parsed = parseConfig(config, registry);
  return wireParts(parsed, await openData(parsed, registry), registry);
};

/** What cannot be, the reason that is given, and the nearest config that can. */
const cases: readonly (readonly [string, object, RegExp, object])[] = [
  [
    "a gradient penalty on a decoder that goes token by token",
    made("tokens", { kind: "categorical" }, { decoder: recurrent, encoder: recurrent, ...penalty }),
    /"rae" needs a decoder with outputs in one pass, since the gradient penalty differentiates a decoding/,
    made("tokens", { kind: "categorical" }, { decoder: recurrent, encoder: recurrent, loss: { kind: "rae" } }),
  ],
  [
    "a gradient penalty on categories, which have no mean",
    made("category", { kind: "categorical" }, penalty),
    /"rae" needs a likelihood with elements that have a mean, since the gradient penalty differentiates it/,
    made("category", { kind: "categorical" }, { loss: { kind: "rae", regulariser: { kind: "l2" } } }),
  ],
  [
    "Hamiltonian steps before a site that is not drawn yet",
    binary(joint({ name: "a", posterior: gaussian, transports: steps }, { name: "b", posterior: classes })),
    /"hamiltonian" needs a posterior with no site inferred after it, since its steps follow log p\(x, z\) of all latents/,
    binary(joint({ name: "b", posterior: classes }, { name: "a", posterior: gaussian, transports: steps })),
  ],
  [
    "bounds of single modalities under a posterior that always sees all",
    binary(mvae),
    /"mvae" needs a posterior with a law that leaves out what is not known/,
    binary({
      likelihood: two,
      decoder: nets,
      encoder: nets,
      ...posterior({ kind: "experts", modalities: ["x", "label"], dimension: 2 }),
      ...mvae,
    }),
  ],
  [
    "an expert of a field that the data lack",
    binary(posterior({ kind: "experts", modalities: ["x", "colour"], dimension: 2 })),
    /an expert needs a field of the data: expected some of x, label, got colour/,
    binary(posterior({ kind: "experts", modalities: ["x"], dimension: 2 })),
  ],
  [
    "zeros added twice",
    made("count", { kind: "zero-inflated", counts: { kind: "zero-inflated" } }),
    /zeros are added to these counts already/,
    made("count", { kind: "zero-inflated", counts: { kind: "negative-binomial" } }),
  ],
  [
    "a model of what is missing around another",
    made("real-with-gaps", { kind: "missing-not-at-random", of: { kind: "missing-not-at-random" } }),
    /gradients pass through the draw.*one that says itself what is missing/,
    made("real-with-gaps", { kind: "missing-not-at-random", of: { kind: "student-t" } }),
  ],
  [
    "more pseudo-inputs than training examples",
    binary(posterior(gaussian, { prior: { kind: "vamp", components: 25 } })),
    /"prior\/pseudo" starts from more training examples than there are: expected at most 24.*got 25/,
    binary(posterior(gaussian, { prior: { kind: "vamp", components: 24 } })),
  ],
  [
    "a discrepancy between one code and one draw",
    binary({ loss: { kind: "wae" }, training: { steps: 1, batch: 1 } }),
    /"wae" compares the examples of a batch with each other: expected 2 or more, got 1/,
    binary({ loss: { kind: "wae" }, training: { steps: 1, batch: 2 } }),
  ],
  [
    "codes that are pushed away from the prior",
    binary({ loss: { kind: "info", alpha: 0.2, lambda: 0.5 } }),
    /alpha \+ lambda must be 1 or more/,
    binary({ loss: { kind: "info", alpha: 0.2, lambda: 0.8 } }),
  ],
  [
    "a temperature that falls to 0",
    binary(posterior({ ...classes, temperature: { kind: "linear", from: 1, to: 0 } })),
    /ends at a value that cannot be: expected above 0, got 0/,
    binary(posterior({ ...classes, temperature: { kind: "linear", from: 1, to: 0.5 } })),
  ],
  [
    "a negative weight by a schedule",
    binary({ loss: { kind: "elbo", beta: { kind: "linear", from: -1 } } }),
    /config loss.beta: the schedule starts at a value that cannot be: expected 0 or more, got -1/,
    binary({ loss: { kind: "elbo", beta: { kind: "linear", from: 0 } } }),
  ],
  [
    "free bits of single dimensions where p follows later draws",
    binary({ ...upwards, loss: { kind: "elbo", freeBits: { nats: 0.1, per: "dimension" } } }),
    /"elbo" needs a prior with a law that reads no site inferred later.*of site b/,
    binary({ ...upwards, loss: { kind: "elbo", freeBits: { nats: 0.1, per: "site" } } }),
  ],
  [
    "latents of a ball under a prior of real vectors",
    binary(posterior({ kind: "wrapped-normal", dimension: 2 }, { prior: { kind: "lars" } })),
    /"lars" needs a posterior with draws that are vectors of real numbers/,
    binary(posterior({ kind: "wrapped-normal", dimension: 2 })),
  ],
  [
    "hyperplanes of a ball in the space of a Gaussian",
    binary({ ...posterior({ kind: "gaussian", dimension: 2 }), decoder: { kind: "gyroplane", of: dense } }),
    /"gyroplane" needs a posterior with draws in a ball/,
    binary({ ...posterior({ kind: "wrapped-normal", dimension: 2 }), decoder: { kind: "gyroplane", of: dense } }),
  ],
];

describe("what makes no sense is refused when the config is read, with the reason, and its neighbour is not", () => {
  it.each(cases)("%s", async (_, nonsense, reason, sense) => {
    const refused = await read(nonsense).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ConfigError);
    expect((refused as Error).message).toMatch(reason);
    await expect(read(sense)).resolves.toBeDefined();
  });
});

import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { createRegistry } from "../registry/registry.ts";
import { parseConfig } from "./parse-config.ts";

const registry = createRegistry(builtInParts);
const posterior = { kind: "gaussian", dimension: 3 };
const base = {
  data: { kind: "mnist" },
  likelihood: { kind: "bernoulli" },
  latents: { kind: "single", posterior },
  decoder: { kind: "dense" },
  encoder: { kind: "dense" },
  loss: { kind: "elbo" },
};
const single = (more: object) => ({ latents: { ...base.latents, ...more } });
const beta = (value: unknown) => ({ loss: { kind: "elbo", beta: value } });

/** Names of a family's parts, as an error lists them. */
const kindsOf = (family: string) =>
  builtInParts.flatMap((part) => (part.family === family ? [part.kind] : [])).join(", ");

const explain = (change: object): string => {
  try {
    parseConfig({ ...base, ...change }, registry);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return "accepted";
};

describe("a wrong config is explained in one sentence: path, what is allowed, what came, the nearest name", () => {
  it.each([
    [
      "a wrong type deep inside",
      single({ posterior: { kind: "gaussian", dimension: "three" } }),
      'config latents.posterior.dimension: wrong type: expected a number or a list, got "three".',
    ],
    [
      "a wrong entry of a list, deep inside",
      single({ posterior: { kind: "gaussian", dimension: [2, -1] } }),
      "config latents.posterior.dimension.1: too small: expected at least 1, got -1.",
    ],
    [
      "an unknown kind of prior",
      single({ prior: { kind: "vampp" } }),
      `config latents.prior.kind: unknown kind "vampp": expected one of ${kindsOf("prior")}. Did you mean "vamp"?`,
    ],
    [
      "an unknown kind in a list",
      single({ transports: [{ kind: "hamilton" }] }),
      `config latents.transports.0.kind: unknown kind "hamilton": expected one of ${kindsOf("transport")}. Did you mean "hamiltonian"?`,
    ],
    [
      "an unknown key in a list",
      single({ transports: [{ kind: "hamiltonian", step: 3 }] }),
      'config latents.transports.0: unknown key "step": expected one of kind, steps, stepSize, maxStepSize, ' +
        'perDimension, tempering. Did you mean "steps"?',
    ],
    [
      "no kind",
      single({ posterior: { dimension: 3 } }),
      `config latents.posterior.kind: no kind is given: expected one of ${kindsOf("posterior")}.`,
    ],
    [
      "an unknown key of an encoder",
      { encoder: { kind: "dense", hiden: [3] } },
      'config encoder: unknown key "hiden": expected one of kind, hidden, activation, gated, norm, dropout, init, rungs. ' +
        'Did you mean "hidden"?',
    ],
    [
      "a key of another kind",
      { encoder: { kind: "dense", bidirectional: true } },
      'config encoder: unknown key "bidirectional": expected one of kind, hidden, activation, gated, norm, dropout, init, rungs.',
    ],
    [
      "a negative width",
      { encoder: { kind: "dense", hidden: [10, -3] } },
      "config encoder.hidden.1: too small: expected more than 0, got -3.",
    ],
    [
      "a number beyond its range",
      { encoder: { kind: "dense", dropout: 1 } },
      "config encoder.dropout: too large: expected less than 1, got 1.",
    ],
    [
      "a misspelt choice",
      { encoder: { kind: "dense", activation: "rellu" } },
      "config encoder.activation: no such choice: expected one of linear, relu, leaky-relu, elu, gelu, silu, softplus, " +
        'tanh, sigmoid, got "rellu". Did you mean "relu"?',
    ],
    ["a negative weight", beta(-1), "config loss.beta: too small: expected at least 0, got -1."],
    [
      "a schedule of an unknown kind",
      beta({ kind: "liner" }),
      'config loss.beta.kind: unknown kind "liner": expected one of constant, linear, cyclical, cosine, exponential, steps. ' +
        'Did you mean "linear"?',
    ],
    [
      "an unknown key of a schedule",
      beta({ kind: "linear", form: 0 }),
      'config loss.beta: unknown key "form": expected one of kind, from, to, over, after. Did you mean "from"?',
    ],
    [
      "an unknown unit of time in a schedule",
      beta({ kind: "linear", over: { step: 3 } }),
      'config loss.beta.over: unknown key "step": expected one of steps, epochs. Did you mean "steps"?',
    ],
    [
      "a choice inside a part that is no part itself",
      { likelihood: { kind: "gaussian", sigma: { kind: "learnd" } } },
      'config likelihood.sigma.kind: unknown kind "learnd": expected one of fixed, learned, per-pixel, optimal. ' +
        'Did you mean "learned"?',
    ],
    [
      "an optimiser under a name of the user's",
      { training: { epochs: 1, optimisers: { vae: { kind: "adm" } } } },
      `config training.optimisers.vae.kind: unknown kind "adm": expected one of ${kindsOf("optimiser")}. Did you mean "adam"?`,
    ],
    [
      "a name where a part belongs",
      { encoder: "dense" },
      'config encoder: wrong type: expected an object, got "dense".',
    ],
    ["a part left out", { encoder: undefined }, "config encoder: this is missing: expected an object."],
    [
      "an unknown key at the top",
      { encodr: {} },
      'config (top level): unknown key "encodr": expected one of about, seed, engine, data, condition, likelihood, latents, decoder, ' +
        'encoder, loss, training. Did you mean "encoder"?',
    ],
    [
      "two answers to one question",
      { training: { epochs: 1, steps: 2 } },
      "config training.epochs: give one of `epochs`, `steps` and `stages`: got 1.",
    ],
  ])("%s", (_, change, sentence) => expect(explain(change)).toBe(sentence));
});

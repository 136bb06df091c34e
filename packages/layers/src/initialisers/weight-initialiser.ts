import { glorotUniform, heNormal, uniform, zeros } from "@elbo/program";
import type { Initialiser } from "@elbo/spec";
import { orthogonal } from "./orthogonal.ts";

/** Names of the weight initialisers, for config schemas. */
export const weightInitialisers = ["glorot-uniform", "he-normal", "orthogonal", "fan-in-uniform"] as const;

/** One of `weightInitialisers`. */
export type WeightInitialiser = (typeof weightInitialisers)[number];

/** The initialiser of that name for a weight of these fans; Glorot uniform where none is named. */
export function weightInitialiser(name: WeightInitialiser | undefined, fanIn: number, fanOut: number): Initialiser {
  const table = {
    "glorot-uniform": () => glorotUniform(fanIn, fanOut),
    "he-normal": () => heNormal(fanIn),
    orthogonal: () => orthogonal(),
    "fan-in-uniform": () => fanInUniform(fanIn),
  };
  return table[name ?? "glorot-uniform"]();
}

/** The initialiser of the bias beside such a weight: zeros, but for `fan-in-uniform` the weight's own law. */
export const biasInitialiser = (name: WeightInitialiser | undefined, fanIn: number): Initialiser =>
  name === "fan-in-uniform" ? fanInUniform(fanIn) : zeros;

/** U(-l, l), l = 1 / sqrt(fanIn) (LeCun et al. 1998, section 4.6, up to a constant): where PyTorch's linear layers begin. */
const fanInUniform = (fanIn: number): Initialiser => uniform(-1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));

/** What each of `weightInitialisers` draws, for `.describe()` of config schemas. */
export const weightInitialisersDescribed =
  "first weights; absent: glorot-uniform, U(+-sqrt(6 / (in + out))), he-normal N(0, 2 / in), orthogonal, fan-in-uniform U(+-1 / sqrt(in)) for biases too (PyTorch's default); biases else 0";

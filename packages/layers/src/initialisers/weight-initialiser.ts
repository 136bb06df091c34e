import { glorotUniform, heNormal } from "@elbo/program";
import type { Initialiser } from "@elbo/spec";
import { orthogonal } from "./orthogonal.ts";

/** Names of the weight initialisers, for config schemas. */
export const weightInitialisers = ["glorot-uniform", "he-normal", "orthogonal"] as const;

/** One of `weightInitialisers`. */
export type WeightInitialiser = (typeof weightInitialisers)[number];

/** The initialiser of that name for a weight of these fans. */
export function weightInitialiser(name: WeightInitialiser, fanIn: number, fanOut: number): Initialiser {
  const table = {
    "glorot-uniform": () => glorotUniform(fanIn, fanOut),
    "he-normal": () => heNormal(fanIn),
    orthogonal: () => orthogonal(),
  };
  return table[name]();
}

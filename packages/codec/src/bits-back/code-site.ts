import { bucketCentres } from "../symbols/gaussian-buckets.ts";
import { popSymbols, pushSymbols } from "../symbols/symbol-codec.ts";
import type { SiteLaw } from "./site-laws.ts";
import type { Action } from "./step.ts";

/** Latents under p. */
export const codeSite = ({ site: { name }, gridOf, codecOf }: SiteLaw): Action => ({
  encode: async (step) => pushSymbols(step.message, await codecOf(step), step.indices[name] as Int32Array),
  decode: async (step) => {
    const indices = step.indices[name] as Int32Array;
    popSymbols(step.message, await codecOf(step), indices);
    bucketCentres(indices, await gridOf(step), step.z[name] as Float32Array);
  },
});

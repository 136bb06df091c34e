import { bucketCentres, posteriorBuckets } from "../symbols/gaussian-buckets.ts";
import { popSymbols, pushSymbols } from "../symbols/symbol-codec.ts";
import { posteriorOf, type SiteLaw } from "./site-laws.ts";
import type { Action, Step } from "./step.ts";

/** Latents drawn from q by popping bits of the message; decoding pushes the bits back. */
export function inferSite({ site, gridOf }: SiteLaw): Action {
  const codecOf = async (step: Step) =>
    posteriorBuckets(step.rows * site.size, await posteriorOf(step, site), await gridOf(step));
  return {
    encode: async (step) => {
      const indices = step.indices[site.name] as Int32Array;
      popSymbols(step.message, await codecOf(step), indices);
      bucketCentres(indices, await gridOf(step), step.z[site.name] as Float32Array);
    },
    decode: async (step) => pushSymbols(step.message, await codecOf(step), step.indices[site.name] as Int32Array),
  };
}

import { bucketCentres, posteriorBuckets } from "../symbols/gaussian-buckets.ts";
import { popSymbols, pushSymbols } from "../symbols/symbol-codec.ts";
import { gridOf, posteriorOf, type SiteLaw } from "./site-laws.ts";
import type { Action, Step } from "./step.ts";

/** Latents drawn from q by popping bits of the message; decoding pushes the bits back. */
export function inferSite(law: SiteLaw): Action {
  const { name, size } = law.site;
  const codecOf = async (step: Step) => {
    const [grid, q] = [await gridOf(step, law), await posteriorOf(step, law.site)];
    return { grid, codec: posteriorBuckets(step.rows * size, q, grid) };
  };
  return {
    encode: async (step) => {
      const { grid, codec } = await codecOf(step);
      const indices = step.indices[name] as Int32Array;
      popSymbols(step.message, codec, indices);
      bucketCentres(indices, grid, step.z[name] as Float32Array);
    },
    decode: async (step) => {
      const { codec } = await codecOf(step);
      pushSymbols(step.message, codec, step.indices[name] as Int32Array);
    },
  };
}

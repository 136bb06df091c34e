import { bucketCentres, gaussianBuckets } from "../symbols/gaussian-buckets.ts";
import { popSymbols, pushSymbols } from "../symbols/symbol-codec.ts";
import { uniformCodec } from "../symbols/uniform.ts";
import { gridOf, priorOf, type SiteLaw } from "./site-laws.ts";
import type { Action, Step } from "./step.ts";

/** Latents under p: exactly `bits` each on p's own buckets, else by p's mass of a bucket. */
export function codeSite(law: SiteLaw): Action {
  const { name, size } = law.site;
  const codecOf = async (step: Step) => {
    const count = step.rows * size;
    if (law.own) return uniformCodec(count, step.buckets.bits);
    return gaussianBuckets(count, await priorOf(step, law.site), await gridOf(step, law));
  };
  return {
    encode: async (step) => pushSymbols(step.message, await codecOf(step), step.indices[name] as Int32Array),
    decode: async (step) => {
      const indices = step.indices[name] as Int32Array;
      popSymbols(step.message, await codecOf(step), indices);
      bucketCentres(indices, await gridOf(step, law), step.z[name] as Float32Array);
    },
  };
}

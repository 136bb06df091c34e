import type { SamplerConfig } from "../samplers/open-sampler.ts";
import type { Latents } from "../sampling/draw-samples.ts";

/** Fits each sampler once, however often it is asked for; undefined stays undefined: the prior needs no fit. */
export function keepSamplers(
  open: (config: SamplerConfig) => Promise<Latents>,
): (config: SamplerConfig | undefined) => Promise<Latents | undefined> {
  const known = new Map<string, Promise<Latents>>();
  return async (config) => {
    if (!config) return undefined;
    const key = JSON.stringify(config);
    const fitted = known.get(key) ?? open(config);
    known.set(key, fitted);
    fitted.catch(() => known.delete(key));
    return fitted;
  };
}

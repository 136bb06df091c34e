import { standardNormal } from "@elbo/distributions";
import type { Definition, Prior, Wiring } from "@elbo/spec";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";

const schema = z.strictObject({ kind: z.literal("standard-normal") });

/** Options of `standard-normal`. */
export type StandardNormalConfig = z.output<typeof schema>;

/** Creates N(0, I) for the site in `wiring`; it has no parameters. */
export function createStandardNormal(
  _config: StandardNormalConfig,
  wiring: Pick<Wiring, "site">,
): Prior<Record<never, never>> {
  const { shape } = priorSite("standard-normal", wiring);
  return { params: {}, offers: ["diagonal-gaussian"], distribution: () => standardNormal(shape) };
}

/**
 * p(z) = N(0, I) (Kingma & Welling 2014, section 3). batchShape [].
 */
export const standardNormalPrior: Definition<StandardNormalConfig, Prior<Record<never, never>>> = {
  family: "prior",
  kind: "standard-normal",
  summary: "N(0, I) (Kingma & Welling 2014)",
  config: () => schema,
  create: createStandardNormal,
};

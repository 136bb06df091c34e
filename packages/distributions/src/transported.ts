import type { Distribution } from "@elbo/spec";

/**
 * What is known of a distribution after a transport moved its draws: the shapes and how gradients flow, but neither a
 * density for arbitrary values nor a draw of its own. Densities are known along the path only (`Draw.logProb`).
 */
export function transported(base: Distribution): Distribution {
  return {
    family: "transported",
    batchShape: base.batchShape,
    eventShape: base.eventShape,
    parameters: {},
    gradient: base.gradient,
  };
}

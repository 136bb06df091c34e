/**
 * Does p of a site read only sites that are inferred before it, `drawn` and `inferred` being the orders in which p draws and q infers
 * them? Then KL(q || p) in closed form is its share of the bound.
 */
export const isSettled = (site: string, drawn: readonly string[], inferred: readonly string[] = drawn): boolean =>
  drawn.slice(0, drawn.indexOf(site)).every((above) => inferred.indexOf(above) < inferred.indexOf(site));

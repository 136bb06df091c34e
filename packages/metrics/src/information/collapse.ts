/** Below this KL (nats per example) a posterior says nothing about its input. */
const silent = 0.1;

/** Has the posterior collapsed onto the prior: no active unit, or a KL near zero? (Lucas et al. 2019.) */
export const collapsed = ({ kl, active }: { readonly kl: number; readonly active: number }): boolean =>
  active === 0 || kl < silent;

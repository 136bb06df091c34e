import { type Flow, pushforward } from "@elbo/flows";
import type { ParamTree, Prior } from "@elbo/spec";

/** Parameters of a flow prior. */
export interface FlowPriorParams extends ParamTree {
  readonly flow: ParamTree;
  readonly base: ParamTree;
}

/** p(z) = base(f(z)) |det df/dz|, for a flow f from latents to noise and any base prior of the same site. */
export function flowPrior(flow: Flow, base: Prior): Prior<FlowPriorParams> {
  const knobs = Object.entries(base.knobs ?? {}).map(([name, schedule]) => [`base/${name}`, schedule] as const);
  return {
    params: { flow: flow.params, base: base.params },
    ...(base.reads ? { reads: base.reads } : {}),
    knobs: Object.fromEntries(knobs),
    distribution: (params, given, context) =>
      pushforward(base.distribution(params.base, given, context.at("base")), flow.bind(params.flow)),
  };
}

import type { Definition, LatentParams, Latents, Named, ParamTree, Shape, Slot, Values, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { checkDistinctNames } from "./distinct-names.ts";
import { prefixed } from "./prefixed.ts";
import { createSingle, type SingleParams } from "./single.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("joint"),
    sites: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]*$/),
          posterior: slot("posterior").describe("q of this site given x"),
          transports: z.array(slot("transport")).default([]).describe("moves applied to each draw, first to last"),
          prior: slot("prior").optional().describe("default: the posterior's own match, else standard-normal"),
        }),
      )
      .min(2)
      .describe("independent sites, each with posterior and prior"),
  });

/** Options of `joint`. */
export type JointConfig = z.output<ReturnType<typeof schema>>;

/** Values of the sites so far: only readings ask for them. */
type Joint = Latents<LatentParams, Named<tf.Tensor>>;
type Inner = ReturnType<typeof createSingle>;

const shapesOf = (sites: Inner["sites"]): Named<Shape> =>
  Object.fromEntries(sites.map(({ name, shape }) => [name, shape]));

/** Creates the sites side by side, each a structure of one site. */
export function createJoint({ sites: configs }: JointConfig, wiring: Wiring): Joint {
  checkDistinctNames(configs);
  const inner: Named<Inner> = Object.fromEntries(
    configs.map(({ name, ...config }) => [name, createSingle({ kind: "single", ...config }, wiring, name)]),
  );
  const list = Object.entries(inner);
  const at = (site: string) => inner[site] as Inner;
  const paramsOf = (params: Values<LatentParams>, site: string) =>
    ({
      posterior: params.posterior[site] as Values<ParamTree>,
      prior: params.prior[site] as Values<ParamTree>,
    }) as Values<SingleParams>;
  return {
    params: {
      posterior: Object.fromEntries(list.map(([name, { params }]) => [name, params.posterior])),
      prior: Object.fromEntries(list.map(([name, { params }]) => [name, params.prior])),
    },
    reads: [...new Set(list.flatMap(([, { reads = [] }]) => reads))],
    knobs: Object.assign({}, ...list.map(([name, { knobs }]) => prefixed(name, "/", knobs))),
    sites: list.flatMap(([, { sites }]) => sites),
    features: Object.assign({}, ...list.map(([name, { features }]) => prefixed(name, ".", features))),
    facts: Object.assign({}, ...list.map(([, { facts }]) => facts)),
    begin: () => ({}),
    prior: (params, site, _state, given, context) =>
      at(site).prior(paramsOf(params, site), site, null, given, context.at(site)),
    posterior(params, site, _state, features, given, context) {
      const own = Object.keys(at(site).features).map((name) => [name, features[`${site}.${name}`] as tf.Tensor]);
      return at(site).posterior(paramsOf(params, site), site, null, Object.fromEntries(own), given, context.at(site));
    },
    advance: (_params, site, state, value) => ({ ...state, [site]: value }),
    logVolume: (params, site, points, given, context) =>
      at(site).logVolume?.(paramsOf(params, site), site, points, given, context.at(site)) as tf.Tensor,
    ...(list.some(([, { handsOver }]) => handsOver) && {
      handsOver: {
        shapes: Object.assign({}, ...list.map(([, { handsOver, sites }]) => handsOver?.shapes ?? shapesOf(sites))),
        values: (params, state, context) =>
          Object.assign(
            {},
            ...list.map(([name, { handsOver }]) => {
              const value = state[name] as tf.Tensor;
              return handsOver?.values(paramsOf(params, name), value, context.at(name)) ?? { [name]: value };
            }),
          ),
      },
    }),
    codebook: (params, site) => at(site).codebook?.(paramsOf(params, site), site),
    stepper: (site) => {
      const found = at(site).stepper?.(site);
      return (
        found && {
          length: found.length,
          begin: (params, given, context) => found.begin(paramsOf(params, site), given, context),
          step: (params, ...rest) => found.step(paramsOf(params, site), ...rest),
        }
      );
    },
  };
}

/**
 * Several independent sites, each with its own posterior and prior: q(z, c|x) = q(z|x) q(c|x), p(z, c) = p(z) p(c) (Dupont
 * 2018, eq. 4: continuous and Gumbel-softmax sites together). Features `<site>.<feature>` of each site's posterior.
 */
export const jointLatents: Definition<JointConfig, Joint> = {
  family: "latents",
  kind: "joint",
  summary: "Independent sites of any kinds, continuous and discrete together (Dupont 2018)",
  config: schema,
  create: createJoint,
};

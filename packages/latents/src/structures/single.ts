import { bindParams, listValues, stopGradient } from "@elbo/program";
import type {
  Codebook,
  Definition,
  Distribution,
  Given,
  LatentParams,
  Latents,
  Named,
  ParamTree,
  Posterior,
  Prior,
  Slot,
  Stepper,
  Transport,
  Values,
  Wiring,
} from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { type Move, moved } from "../transports/moved.ts";
import { prefixed } from "./prefixed.ts";
import { siteFacts } from "./site-facts.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("single"),
    posterior: slot("posterior").describe("q(z|x)"),
    transports: z.array(slot("transport")).default([]).describe("moves applied to each draw, first to last"),
    prior: slot("prior").optional().describe("p(z); default: the posterior's own match, else standard-normal"),
  });

/** Options of `single`. */
export type SingleConfig = z.output<ReturnType<typeof schema>>;

/** Parameters of `single`: everything that makes q belongs to the encoder's group. */
export interface SingleParams extends LatentParams {
  readonly posterior: { readonly posterior: ParamTree; readonly transports: ParamTree };
  readonly prior: ParamTree;
}

/** The value, once there is one, where a posterior's reading asks for it. */
type Single = Latents<SingleParams, tf.Tensor | null>;

const stepperOf = (prior: Prior, withCodes: (params: Values<SingleParams>, given: Given) => Given) => {
  const inner = prior.stepper;
  if (inner === undefined) return undefined;
  const stepper: Stepper<SingleParams> = {
    length: inner.length,
    begin: (params, given, context) => inner.begin(params.prior, withCodes(params, given), context),
    step: (params, carry, previous, index, context) => inner.step(params.prior, carry, previous, index, context),
  };
  return stepper;
};

/** Builds the posterior, its transports and its prior, and puts them together. */
export function createSingle(config: SingleConfig, wiring: Wiring, name = "z"): Single {
  const posterior = wiring.part<Posterior>("posterior", config.posterior, { serves: name });
  const { reading } = posterior;
  const site = { name, shape: posterior.shape };
  const transports = config.transports.map(
    (inner, i) => [`transport${i}`, wiring.part<Transport>("transport", inner, { site })] as const,
  );
  const fallback = posterior.prior ?? { kind: "standard-normal" };
  const prior = wiring.part<Prior>("prior", config.prior ?? fallback, {
    site: posterior.codes ? { ...site, codes: posterior.codes } : site,
  });
  const codebook = (params: Values<SingleParams>): Codebook | undefined =>
    posterior.codebook?.(params.posterior.posterior);
  const withCodes = (params: Values<SingleParams>, given: Given): Given => {
    const codes = codebook(params);
    return codes === undefined ? given : { ...given, codebook: codes };
  };
  const stepper = stepperOf(prior, withCodes);
  const measured = transports.find(([, { logVolume }]) => logVolume);
  const parts = [posterior, prior, ...transports.map(([, transport]) => transport)];
  return {
    params: {
      posterior: {
        posterior: posterior.params,
        transports: Object.fromEntries(transports.map(([name, transport]) => [name, transport.params])),
      },
      prior: prior.params,
    },
    reads: [...new Set(parts.flatMap((part) => part.reads ?? []))],
    knobs: {
      ...prefixed("posterior", "/", posterior.knobs),
      ...prefixed("prior", "/", prior.knobs),
      ...Object.assign({}, ...transports.map(([name, transport]) => prefixed(name, "/", transport.knobs))),
    },
    sites: [site],
    features: Object.assign(
      { ...posterior.features },
      ...transports.map(([name, transport]) => prefixed(name, ".", transport.features)),
    ),
    facts: {
      [name]: siteFacts(
        posterior,
        transports.map(([, transport]) => transport),
        prior,
      ),
    },
    begin: () => null,
    prior: (params, _site, _state, given, context) =>
      prior.distribution(params.prior, withCodes(params, given), context.at("prior")),
    posterior: (params, _site, _state, features, given, context): Distribution => {
      const base = posterior.distribution(params.posterior.posterior, features, given, context.at("posterior"));
      return transports.reduce((from, [name, transport]) => {
        const own = Object.keys(transport.features).map((feature) => [feature, features[`${name}.${feature}`]]);
        const values = params.posterior.transports[name] as Values<ParamTree>;
        return moved(from, name, bound(transport, values, Object.fromEntries(own), given));
      }, base);
    },
    advance: (_params, _site, _state, value) => (reading ? value : null),
    ...(measured && {
      logVolume(params, _site, points, given, context) {
        const [name, transport] = measured;
        const values = params.posterior.transports[name] as Values<ParamTree>;
        return transport.logVolume?.(values, points, given, context.at(name)) as tf.Tensor;
      },
    }),
    ...(reading && {
      handsOver: {
        shapes: { [name]: reading.shape },
        values: (_params, state) => ({ [name]: reading.read(state as tf.Tensor) }),
      },
    }),
    codebook,
    stepper: () => stepper,
  };
}

/** A transport with its values and features. */
function bound(transport: Transport, values: Values<ParamTree>, features: Named<tf.Tensor>, given: Given): Move {
  const { back, params } = transport;
  return {
    move: (from, context) => transport.move(values, from, features, given, context),
    ...(back && { back: (value: tf.Tensor) => back(values, value, features) }),
    still: () => {
      const named = listValues(params, values);
      const fixed = bindParams(params, (path) => stopGradient(named[path] as tf.Tensor));
      const kept = Object.entries(features).map(([name, x]) => [name, stopGradient(x)] as const);
      return bound(transport, fixed, Object.fromEntries(kept), given);
    },
  };
}

/** One latent site "z": a posterior, moves applied to its draws, and a prior (Kingma & Welling 2014). */
export const singleLatents: Definition<SingleConfig, Single> = {
  family: "latents",
  kind: "single",
  summary: "One latent site: posterior, optional transports, prior (Kingma & Welling 2014)",
  config: schema,
  create: (config, wiring) => createSingle(config, wiring),
};

import {
  ConfigError,
  type Decoder,
  type Encoder,
  type Fact,
  type Family,
  type Latents,
  type Likelihood,
  type Needs,
  type Part,
  type SiteFacts,
  type Space,
} from "@elbo/spec";
import { CONDITION } from "../condition/create-condition.ts";
import { isSettled } from "../model/is-settled.ts";

/** A part that was created for a model, nested ones included. */
export interface Created {
  /** Measures are taken of models, samplers fitted to them, applications use them: they may ask for facts like any part. */
  readonly family: Family | "measure" | "application";
  readonly kind: string;
  readonly part: Partial<Part> & { readonly space?: Space };
  /** The site it serves, for priors, transports and posteriors. */
  readonly site?: string;
}

/** Whose facts a part can ask for. */
export interface Offering {
  readonly latents: Pick<Latents, "facts" | "inferred">;
  readonly encoder: Pick<Encoder, "reads">;
  readonly decoder: Pick<Decoder, "stepper">;
  readonly likelihood: Pick<Likelihood, "offers">;
}

/** Facts in words: "a posterior with ...". */
const words: Record<Fact, string> = {
  real: "draws that are vectors of real numbers",
  codes: "draws that are rows of a codebook",
  sphere: "draws on a sphere",
  simplex: "draws on a simplex",
  corners: "draws of zeros and ones",
  ball: "draws in a ball",
  alone: "a law given x alone, whatever earlier sites drew",
  law: "a law: a log-density or log-mass of its draws",
  random: "draws that differ from one to the next",
  pathwise: "draws that gradients pass through without bias",
  scored: "a density of any value, not of its own draws only",
  mass: "a mass of each value, in training too",
  frozen: "a density that can be held fixed",
  "diagonal-gaussian": "a Gaussian with diagonal covariance",
  "gaussian-mixture": "a mixture of Gaussians with diagonal covariances",
  relaxed: "a density between the corners of its space in training",
  drawn: "draws in one pass",
  last: "no site inferred after it",
  settled: "a law that reads no site inferred later",
  metric: "a metric of its space",
  partial: "a law that leaves out what is not known",
  "x-alone": "features of x alone",
  mean: "elements that have a mean",
  decoded: "outputs in one pass",
};

/** Families that serve one site and must lie in its space. */
const serving: readonly Created["family"][] = ["prior", "transport"];

/**
 * Does every part find in the others what it needs, in every site that it looks at?
 *
 * @throws ConfigError naming the part, what it needs, of whom, and why.
 */
export function checkNeeds(created: readonly Created[], { latents, encoder, decoder, likelihood }: Offering): void {
  const kindAt = (role: string, name: string) =>
    created.find(({ family, site = name }) => family === role && site === name)?.kind;
  const placed = withPlace(latents);
  for (const { family, kind, part, site } of created) {
    const outside = { measure: "evaluate metrics", application: `vae.${kind}` }[family as string];
    const sites = placed.filter(([name]) => site === undefined || name === site);
    const refuse = (
      role: Exclude<keyof Needs, "sites">,
      fact: Fact,
      reason: string,
      offers: readonly Fact[],
      of = "",
    ) => {
      const name = of && kindAt(role, of);
      throw new ConfigError(
        `the ${family} "${kind}" needs ${/^[aeiou]/.test(role) ? "an" : "a"} ${role} with ${words[fact]}, since ${reason}`,
        {
          where:
            outside !== undefined
              ? outside
              : site === undefined
                ? `config ${family}`
                : `config latents, ${family} of site ${site}`,
          expected: `a ${role} that offers "${fact}"`,
          received: `${role}${name ? ` "${name}"` : ""}${of && ` of site ${of}`}, which offers ${offers.join(", ") || "nothing"}`,
          remedy:
            outside !== undefined
              ? `Leave the ${family} out, or train with another ${role}: \`elbo list ${role}\`.`
              : `Choose another ${role} or another ${family}: \`elbo list ${role}\`, \`elbo list ${family}\`.`,
        },
      );
    };
    for (const [name, facts] of sites) {
      const space = part.space ?? "real";
      if (serving.includes(family) && !facts.posterior.includes(space)) {
        refuse(
          "posterior",
          space,
          `that is where it ${family === "prior" ? "has mass" : "moves draws"}`,
          facts.posterior,
          name,
        );
      }
      for (const role of ["posterior", "prior"] as const) {
        for (const [fact, reason] of asked(part.needs?.sites?.[name] ?? part.needs, role)) {
          if (!facts[role].includes(fact)) refuse(role, fact, reason, facts[role], name);
        }
      }
    }
    const whole = {
      encoder: (encoder.reads ?? []).every((field) => field.startsWith("x.") || field === CONDITION)
        ? (["x-alone"] as const)
        : [],
      decoder: decoder.stepper ? [] : (["decoded"] as const),
      likelihood: likelihood.offers ?? [],
    };
    for (const role of ["encoder", "decoder", "likelihood"] as const) {
      for (const [fact, reason] of asked(part.needs, role)) {
        if (!(whole[role] as readonly Fact[]).includes(fact)) refuse(role, fact, reason, whole[role]);
      }
    }
  }
}

const asked = (needs: Needs | undefined, role: Exclude<keyof Needs, "sites">) =>
  Object.entries(needs?.[role] ?? {}) as [Fact, string][];

/** Facts of every site, with those that follow from its place in the orders of inference and of drawing. */
const withPlace = ({ facts, inferred }: Offering["latents"]): [string, SiteFacts][] => {
  const names = Object.keys(facts);
  const order = inferred ?? names;
  return Object.entries(facts).map(([name, { posterior, prior }]) => {
    const last: readonly Fact[] = name === order.at(-1) ? ["last"] : [];
    const settled: readonly Fact[] = isSettled(name, names, order) ? ["settled"] : [];
    return [name, { posterior: [...posterior, ...last], prior: [...prior, ...settled] }];
  });
};

import { type Codebook, ConfigError, type Given, NotSupportedError, type Shape, type Wiring } from "@elbo/spec";

/**
 * The site of a prior over codes: its event axes, the number of codes and the axes of their indices.
 *
 * @throws ConfigError when the posterior does not quantise.
 */
export function codeSite(kind: string, { site }: Pick<Wiring, "site">) {
  if (site?.codes === undefined) {
    throw new ConfigError(`prior "${kind}" needs a site of codes`, {
      where: "latents.prior",
      expected: "a posterior that quantises, such as vq",
      received: site === undefined ? "no site" : "a continuous site",
      remedy: "Choose the posterior vq, or a prior such as standard-normal.",
    });
  }
  return { shape: site.shape as Shape, codes: site.codes };
}

/**
 * The codes behind the site at hand.
 *
 * @throws NotSupportedError when the structure handed none over.
 */
export function codebookOf(kind: string, given: Given): Codebook {
  if (given.codebook === undefined) {
    throw new NotSupportedError(`prior "${kind}" was given no codebook`, {
      where: `priors/${kind}`,
      expected: "given.codebook",
      received: "none",
      remedy: "Hand over the posterior's codebook; the structure `single` does.",
    });
  }
  return given.codebook;
}

/**
 * A site whose codes lie on a grid.
 *
 * @throws ConfigError when it holds none, or they have other than two axes.
 */
export function codeGrid(kind: string, wiring: Pick<Wiring, "site">) {
  const { shape, codes } = codeSite(kind, wiring);
  const [height, width] = codes.shape;
  if (codes.shape.length !== 2 || height === undefined || width === undefined) {
    throw new ConfigError(`${kind} needs codes on a grid`, {
      where: "latents.prior",
      expected: "[height, width] positions",
      received: `[${codes.shape.join(", ")}]`,
      remedy: "Give the posterior a shape [height, width, feature], or choose the prior transformer.",
    });
  }
  return { shape, size: codes.size, grid: [height, width] as const };
}

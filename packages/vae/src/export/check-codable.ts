import { type Fact, NotSupportedError } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";

const gaussian: Fact = "diagonal-gaussian";
const mixture: Fact = "gaussian-mixture";

/**
 * Can an entropy coder be driven by this model? What its nets compute is looked at when they are written.
 *
 * @throws NotSupportedError with the first reason why not.
 */
export function checkCodable({ parts, dataset }: Pick<Assembled, "parts" | "dataset">): void {
  const { latents, likelihood, condition } = parts;
  const refuse = (problem: string, where: string, expected: string, received?: string): never => {
    throw new NotSupportedError(problem, {
      where,
      expected,
      ...(received === undefined ? {} : { received }),
      remedy: "Such a model cannot compress losslessly: train one that can, see docs/guides/compress.md.",
    });
  };
  if (condition) {
    const fields = Object.keys(condition.fields).join(", ");
    refuse(
      "a file to compress does not come with what the model is conditioned on",
      "config condition",
      "none",
      fields,
    );
  }
  for (const [name, { posterior, prior }] of Object.entries(latents.facts)) {
    const where = `config latents, site ${name}`;
    if (!posterior.includes(gaussian)) {
      refuse("bits are taken back from a Gaussian only", where, "a posterior with diagonal covariance, no transports");
    }
    if (!prior.includes(gaussian) && !prior.includes(mixture)) {
      refuse(
        "latents are coded under a Gaussian or a mixture of Gaussians only",
        where,
        "the prior standard-normal, mixture or vamp, or a site below another",
      );
    }
  }
  if (likelihood.observed || (likelihood.describes ?? ["x"]).join() !== "x") {
    const described = likelihood.describes?.join(", ") ?? "columns of several types";
    refuse(
      "it describes more than one array of equal elements",
      "config likelihood",
      "one that describes x",
      described,
    );
  }
  const { x } = dataset.fields;
  if (x?.levels === undefined && x?.categories === undefined && x?.support !== "binary") {
    refuse(
      "numbers that are not whole have no finite code",
      `data ${dataset.name}`,
      "x of levels",
      x?.support ?? "no x",
    );
  }
}

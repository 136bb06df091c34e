import { ConfigError, ElboError, type Named, NotSupportedError } from "@elbo/spec";
import { checkNeeds } from "../assembly/check-needs.ts";
import { nearest } from "../config/nearest.ts";
import type { Session } from "../session/session.ts";
import { annealingMeasure } from "./annealing.ts";
import { disentanglementMeasure } from "./disentanglement.ts";
import { informationMeasure } from "./information.ts";
import type { Measure, Measuring } from "./measure.ts";
import { probesMeasure } from "./probes.ts";
import { reconstructionsMeasure } from "./reconstructions.ts";
import { samplesMeasure } from "./samples.ts";

/** What `evaluate` can measure beyond bounds, by name. */
export const measures: Named<Measure> = {
  information: informationMeasure,
  reconstructions: reconstructionsMeasure,
  probes: probesMeasure,
  disentanglement: disentanglementMeasure,
  samples: samplesMeasure,
  ais: annealingMeasure,
};

const chooseMeasure = (name: string, { assembled: { dataset, parts } }: Session): Measure => {
  const measure = measures[name];
  if (!measure) {
    const known = Object.keys(measures);
    throw new ConfigError(`no measure is called "${name}"`, {
      where: "evaluate metrics",
      expected: known.join(", "),
      ...nearest(name, known),
    });
  }
  const { needs } = measure;
  checkNeeds([{ family: "measure", kind: name, part: needs ? { needs } : {} }], parts);
  const refusal = measure.refusal?.(dataset);
  if (refusal) {
    const where = `evaluate metrics, data ${dataset.name}`;
    throw new NotSupportedError(`"${name}" cannot be measured: ${refusal}`, { where });
  }
  return measure;
};

/**
 * The measures of those names, in order; with `whereAllowed`, known ones that this model or its data do not allow are left out.
 *
 * @throws ConfigError for an unknown name, and for a model without what the measure needs; NotSupportedError for such data.
 */
export function chooseMeasures(
  names: readonly string[],
  session: Session,
  whereAllowed = false,
): readonly (readonly [string, Measure])[] {
  return names.flatMap((name) => {
    try {
      return [[name, chooseMeasure(name, session)] as const];
    } catch (error) {
      if (whereAllowed && name in measures && ElboError.is(error)) return [];
      throw error;
    }
  });
}

/** The figures of each chosen measure. */
export async function measureAll(
  chosen: readonly (readonly [string, Measure])[],
  on: Measuring,
): Promise<Named<Named<number>>> {
  const found: Record<string, Named<number>> = {};
  for (const [name, measure] of chosen) found[name] = await measure.measure(on);
  return found;
}

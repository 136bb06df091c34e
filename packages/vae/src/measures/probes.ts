import { accuracyOf, columnMeans, columnVariances, fitLogistic, nearestNeighbours, type Points } from "@elbo/metrics";
import type { Named } from "@elbo/spec";
import { chooseIndices } from "./chosen-indices.ts";
import { encodeAt } from "./encode-at.ts";
import type { Measure, Measuring } from "./measure.ts";

const TRAINING = 5000;

/** Columns less their mean, over their deviation; those that never move become 0. */
function standardiser(points: Points): (other: Points) => Points {
  const means = columnMeans(points);
  const scales = columnVariances(points).map((variance) => (variance > 1e-12 ? 1 / Math.sqrt(variance) : 0));
  return ({ values, columns }) => ({
    columns,
    values: Float64Array.from(values, (v, i) => (v - (means[i % columns] as number)) * (scales[i % columns] as number)),
  });
}

async function measure({ session, split, examples, seed, pause }: Measuring): Promise<Named<number>> {
  const { train } = session.assembled.dataset.splits;
  const chosen = chooseIndices(TRAINING, train.length, seed, "measures/probes");
  const fit = await encodeAt(session, train, chosen, { seed, pause });
  const order = Int32Array.from({ length: examples }, (_, i) => i);
  const test = await encodeAt(session, split, order, { seed, pause });
  const [labels, truth] = [fit.fields.label as Float32Array, test.fields.label as Float32Array];
  const standardise = standardiser(fit);
  const [points, others] = [standardise(fit), standardise(test)];
  const near = nearestNeighbours({ points, labels }, others, 5);
  await pause();
  const linear = fitLogistic(points, labels, { penalty: 1e-3, tolerance: 1e-4 });
  return {
    nearestNeighbours: accuracyOf(near, truth),
    linear: accuracyOf(linear.predict(others), truth),
    training: labels.length,
    examples: truth.length,
  };
}

/** Can labels be told from the posterior means? */
export const probesMeasure: Measure = {
  summary: "labels told from posterior means by 5 nearest neighbours and by logistic regression",
  figures: {
    nearestNeighbours: "accuracy of the majority of 5 neighbours, standardised codes",
    linear: "accuracy of logistic regression (ridge 0.001), standardised codes",
    training: "training examples that the classifiers saw",
    examples: "examples that they were tested on",
  },
  refusal: ({ fields: { label } }) => {
    return label && label.shape.length === 0 ? undefined : "its data has no labels";
  },
  measure,
};

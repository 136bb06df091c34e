import { frechetDistance, gaussianOf, kernelDistance, manifoldCoverage, type Points } from "@elbo/metrics";
import { fillNoise } from "@elbo/program";
import type { Field, Named, Numbers } from "@elbo/spec";
import { readBatches } from "../evaluation/read-batches.ts";
import { type DigitFeatures, openDigitFeatures } from "../features/digit-features.ts";
import { FEATURES } from "../features/digit-net.ts";
import type { Measure, Measuring } from "./measure.ts";

const BATCH = 100;
/** Pairs of points are looked at: so many of each set. */
const PAIRED = 2000;

/** Where pixels are 0 or 1, what the model says of a pixel is its chance of being 1: it is drawn, like the data's own. */
function presented(means: Numbers, { support }: Field, seed: bigint, path: string): Numbers {
  if (support !== "binary") return means;
  const chance = new Float32Array(means.length);
  fillNoise(chance, { law: "uniform" }, { seed, step: 0, path });
  return chance.map((u, i) => (u < (means[i] as number) ? 1 : 0));
}

/** Features of the first `examples` pictures, of their reconstructions and of as many samples. */
async function featuresOf(on: Measuring, features: DigitFeatures) {
  const { session, split, examples, seed, pause, draw } = on;
  const { assembled } = session;
  const field = assembled.dataset.fields.x as Field;
  const room = () => new Float32Array(examples * FEATURES);
  const [real, reconstructed, drawn] = [room(), room(), room()];
  const put = async (into: Float32Array, first: number, count: number, pictures: Numbers) => {
    into.set((await features.of(pictures.subarray(0, count * 784))).features, first * FEATURES);
    await pause();
  };
  let done = 0;
  for await (const { count, inputs } of readBatches(split, assembled.dataset.fields, {
    batch: BATCH,
    limit: examples,
    seed,
  })) {
    await put(real, done, count, inputs.x as Numbers);
    const request = () => assembled.reconstruction(BATCH);
    const { mean } = await session.run(`reconstruction/${BATCH}`, request, inputs, { seed, step: done });
    const path = `measures/pixels/${done}`;
    await put(reconstructed, done, count, presented(mean as Numbers, field, seed, path));
    const { x } = await draw(BATCH, seed + BigInt(1 + done / BATCH));
    await put(drawn, done, count, presented(x, field, seed, `${path}/drawn`));
    done += count;
  }
  return { real, reconstructed, drawn };
}

async function measure(on: Measuring): Promise<Named<number>> {
  const features = await openDigitFeatures(on.session.engine);
  try {
    const found = await featuresOf(on, features);
    const points = (values: Float32Array): Points => ({ values, columns: FEATURES });
    const few = (values: Float32Array) => points(values.subarray(0, PAIRED * FEATURES));
    const truth = gaussianOf(points(found.real));
    const frechet = frechetDistance(truth, gaussianOf(points(found.drawn)));
    const [real, drawn] = [few(found.real), few(found.drawn)];
    return {
      frechet,
      frechetReconstructions: frechetDistance(truth, gaussianOf(points(found.reconstructed))),
      kernel: kernelDistance(real, drawn),
      ...manifoldCoverage(real, drawn),
      examples: on.examples,
    };
  } finally {
    features.dispose();
  }
}

/** How close generated pictures come to test pictures, in the features of a small classifier of digits. */
export const samplesMeasure: Measure = {
  summary: "generated pictures beside test pictures, in the space of digit-features (not Inception's: no FID)",
  figures: {
    frechet: "squared Frechet distance of samples to test pictures in digit-features (Heusel et al. 2017)",
    frechetReconstructions: "the same of reconstructions",
    kernel: "kernel distance, unbiased (Binkowski et al. 2018), at most 2,000 pictures",
    precision: "share of samples in the test pictures' manifold, k = 5 (Kynkaanniemi et al. 2019)",
    recall: "share of test pictures in the samples' manifold",
    density: "mean number of test pictures' balls that a sample lies in, over k (Naeem et al. 2020)",
    coverage: "share of test pictures whose ball holds a sample",
    examples: "pictures of each set",
  },
  needs: { decoder: { decoded: "it compares pictures with the means of p(x|z)" } },
  refusal: ({ fields }) => {
    const { shape, support } = fields.x as Field;
    const fits = shape.join() === "28,28,1" && (support === "unit" || support === "binary");
    return fits ? undefined : `digit-features are of grey pictures of 28x28 pixels in 0..1, these are [${shape}]`;
  },
  measure,
};

/**
 * Your own images or arrays in IDX files (the format of MNIST), plain or gzip. Plain files larger than 64 MB are read by
 * position, so a file may be far larger than memory.
 */
import type { DatasetSource, Definition } from "@elbo/spec";
import { z } from "zod";
import { binariseField } from "../images/present-pixels.ts";
import { examplesField, labelledField } from "../splits/choose-labelled.ts";
import { seedField, share } from "../splits/hold-out.ts";
import { openIdxDataset } from "./idx-dataset.ts";

export const idxDataConfig = z.strictObject({
  kind: z.literal("idx"),
  images: z
    .string()
    .describe("IDX file of training examples: bytes become grey levels in 0..1, other types stay as is"),
  labels: z.string().optional().describe("IDX file of class numbers, one for each training example"),
  testImages: z.string().optional().describe("IDX file of test examples; default: a share of `images`"),
  testLabels: z.string().optional().describe("IDX file of class numbers, one for each test example"),
  test: share("the test, when there is no `testImages`").default(0.1),
  validation: share("validation").default(0),
  binarise: binariseField("none"),
  labelled: labelledField,
  examples: examplesField,
  seed: seedField,
});
export type IdxDataConfig = z.infer<typeof idxDataConfig>;

/** A data set of IDX files: `x` `[height, width, 1]` in 0..1 (bytes) or the file's own axes, and `label` `[]`. */
export function createIdxData(config: IdxDataConfig): DatasetSource {
  const { images, labels, testImages, testLabels } = config;
  return {
    open: () =>
      openIdxDataset({
        name: "idx",
        train: { images, labels },
        test: testImages === undefined ? undefined : { images: testImages, labels: testLabels },
        testShare: config.test,
        validation: config.validation,
        binarise: config.binarise,
        labelled: config.labelled,
        examples: config.examples,
        seed: config.seed,
      }),
  };
}

export const idxData: Definition<IdxDataConfig, DatasetSource> = {
  family: "data",
  kind: "idx",
  summary: "your own IDX files, read piece by piece",
  config: () => idxDataConfig,
  create: createIdxData,
};

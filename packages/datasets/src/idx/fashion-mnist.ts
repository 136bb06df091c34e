/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747): 60,000 training and 10,000 test pictures of clothes,
 * 28 x 28 grey levels, from the Debian package dataset-fashion-mnist or any folder with its four files, plain or gzip.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatasetSource, Definition } from "@elbo/spec";
import { z } from "zod";
import { binariseField } from "../images/present-pixels.ts";
import { examplesField, labelledField } from "../splits/choose-labelled.ts";
import { seedField, share } from "../splits/hold-out.ts";
import { openIdxDataset } from "./idx-dataset.ts";

export const fashionMnistDataConfig = z.strictObject({
  kind: z.literal("fashion-mnist"),
  path: z
    .string()
    .default("/usr/share/datasets/fashion-mnist")
    .describe("Folder with {train,t10k}-{images-idx3,labels-idx1}-ubyte, plain or .gz"),
  binarise: binariseField("dynamic"),
  validation: share("validation, out of the 60,000 training pictures").default(0),
  labelled: labelledField,
  examples: examplesField,
  seed: seedField,
});
export type FashionMnistDataConfig = z.infer<typeof fashionMnistDataConfig>;

/** Fashion-MNIST: `x` `[28, 28, 1]` float32, `label` `[]` int32 in 0..9. Opening throws a DataError when files are missing. */
export function createFashionMnistData({
  path,
  binarise,
  validation,
  labelled,
  examples,
  seed,
}: FashionMnistDataConfig): DatasetSource {
  const at = (file: string) => {
    const plain = join(path, file);
    return existsSync(plain) ? plain : `${plain}.gz`;
  };
  return {
    open: () =>
      openIdxDataset({
        name: "fashion-mnist",
        train: { images: at("train-images-idx3-ubyte"), labels: at("train-labels-idx1-ubyte") },
        test: { images: at("t10k-images-idx3-ubyte"), labels: at("t10k-labels-idx1-ubyte") },
        remedy:
          'Run "sudo apt-get install dataset-fashion-mnist", or set `path` to the folder with its files ' +
          "(without root: apt-get download dataset-fashion-mnist && dpkg -x dataset-fashion-mnist_*.deb .).",
        binarise,
        validation,
        labelled,
        examples,
        seed,
      }),
  };
}

export const fashionMnistData: Definition<FashionMnistDataConfig, DatasetSource> = {
  family: "data",
  kind: "fashion-mnist",
  summary: "pictures of clothes, 28 x 28 (Xiao, Rasul, Vollgraf 2017)",
  config: () => fashionMnistDataConfig,
  create: createFashionMnistData,
};

export { createFacesData, type FacesDataConfig, facesData } from "./faces/faces.ts";
export type { Picture } from "./folders/decode-image.ts";
export { type ImageHeader, readImageHeader } from "./folders/image-header.ts";
export { createImagesData, type ImagesDataConfig, imagesData } from "./folders/images.ts";
export type { PictureForm } from "./folders/load-picture.ts";
export { openPictures, type Pictures } from "./folders/open-pictures.ts";
export { pngSize } from "./folders/png-size.ts";
export { readPicture } from "./folders/read-picture.ts";
export { resize } from "./folders/resize.ts";
export {
  bestPrincipalComponents,
  exactLogLikelihood,
  type PrincipalComponents,
} from "./gaussian/gaussian-log-likelihood.ts";
export {
  createLinearGaussianData,
  type LinearGaussian,
  type LinearGaussianDataConfig,
  linearGaussianData,
  linearGaussianLaw,
} from "./gaussian/linear-gaussian.ts";
export { encodeIdx } from "./idx/encode-idx.ts";
export { createFashionMnistData, type FashionMnistDataConfig, fashionMnistData } from "./idx/fashion-mnist.ts";
export { createIdxData, type IdxDataConfig, idxData } from "./idx/idx.ts";
export { type IdxFile, openIdx } from "./idx/idx-file.ts";
export { createMnistData, type MnistDataConfig, mnistData } from "./idx/mnist.ts";
export { createDspritesData, type DspritesDataConfig, dspritesData } from "./sprites/dsprites.ts";
export type { NamedType } from "./tables/column-types.ts";
export { type CsvDataConfig, createCsvData, csvData } from "./tables/csv.ts";
export { type Decimal, findDecimal, pointed, signed } from "./tables/find-decimal.ts";
export { findDelimiter } from "./tables/find-delimiter.ts";
export { hiddenCells } from "./tables/hide-cells.ts";
export type { Column, TableDataset } from "./tables/table-dataset.ts";
export { createTablesData, type TablesDataConfig, tablesData } from "./tables/tables.ts";
export { createNamesData, type NamesDataConfig, type NamesDataset, namesData } from "./text/names.ts";
export { createSentencesData, type SentencesDataConfig, sentencesData } from "./text/sentences.ts";
export { createTextData, readLines, type TextDataConfig, textData } from "./text/text.ts";
export type { TokenDataset } from "./text/token-dataset.ts";

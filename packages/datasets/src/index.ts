export { createFashionMnistData, type FashionMnistDataConfig, fashionMnistData } from "./idx/fashion-mnist.ts";
export { createIdxData, type IdxDataConfig, idxData } from "./idx/idx.ts";
export { createMnistData, type MnistDataConfig, mnistData } from "./idx/mnist.ts";
export { createNamesData, type NamesDataConfig, type NamesDataset, namesData } from "./text/names.ts";
export { createSentencesData, type SentencesDataConfig, sentencesData } from "./text/sentences.ts";
export { createTextData, type TextDataConfig, textData } from "./text/text.ts";
export type { TokenDataset } from "./text/token-dataset.ts";

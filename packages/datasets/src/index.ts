export { createFashionMnistData, type FashionMnistDataConfig, fashionMnistData } from "./idx/fashion-mnist.ts";
export { createIdxData, type IdxDataConfig, idxData } from "./idx/idx.ts";
export { createMnistData, type MnistDataConfig, mnistData } from "./idx/mnist.ts";

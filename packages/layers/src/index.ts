export { type Activation, activationNames, activations } from "./activations/activations.ts";
export {
  type Attention,
  type AttentionMemory,
  type AttentionOptions,
  type AttentionParams,
  attention,
} from "./attention/attention.ts";
export { type TransformerBlocks, transformerBlocks } from "./attention/transformer-blocks.ts";
export { checkRate } from "./check/check-rate.ts";
export { checkSize } from "./check/check-size.ts";
export { type Chain, chain } from "./compose/chain.ts";
export { type Heads, heads } from "./compose/heads.ts";
export { type MlpOptions, mlp, type Trunk } from "./compose/mlp.ts";
export { type CausalConv1d, type CausalConv1dParams, causalConv1d } from "./conv/causal-conv1d.ts";
export { type ConvSize, conv2dShape, conv2dTransposeShape, type Padding } from "./conv/conv-shapes.ts";
export { type Conv2dOptions, conv2d, type ImageLayer } from "./conv/conv2d.ts";
export { type Conv2dTransposeOptions, conv2dTranspose } from "./conv/conv2d-transpose.ts";
export { type DenseOptions, type DenseParams, dense } from "./dense/dense.ts";
export { type GatedDenseParams, gatedDense } from "./dense/gated-dense.ts";
export { type LinearOptions, linear } from "./dense/linear.ts";
export { type MaskedDenseOptions, madeMask, maskedDense } from "./dense/masked-dense.ts";
export { dropout, type NoParams } from "./dropout/dropout.ts";
export { embedding } from "./embedding/embedding.ts";
export { orthogonal } from "./initialisers/orthogonal.ts";
export {
  biasInitialiser,
  type WeightInitialiser,
  weightInitialiser,
  weightInitialisers,
  weightInitialisersDescribed,
} from "./initialisers/weight-initialiser.ts";
export type { Layer } from "./layer.ts";
export { type BatchNormParams, batchNorm } from "./normalise/batch-norm.ts";
export { layerNorm } from "./normalise/layer-norm.ts";
export { activationLayer, type Norm, normNames, normThenActivation, underNorm } from "./normalise/norms.ts";
export { weightNorm } from "./normalise/weight-norm.ts";
export { type Drive, type Gru, type GruOptions, type GruParams, gru } from "./recurrent/gru.ts";
export { type Lstm, type LstmOptions, type LstmParams, type LstmState, lstm } from "./recurrent/lstm.ts";
export { cellNames, type ReadingOptions, type SequenceReader, sequenceReader } from "./recurrent/sequence-reader.ts";
export { validTokens } from "./recurrent/valid-tokens.ts";
export { type ResidualBlockOptions, residualBlock } from "./residual/residual-block.ts";

export {
  type AttentionEncoderConfig,
  type AttentionEncoderParams,
  attentionEncoder,
  createAttentionEncoder,
} from "./attention/attention-encoder.ts";
export { type ConvEncoderConfig, type ConvEncoderParams, convEncoder, createConvEncoder } from "./conv/conv-encoder.ts";
export {
  createDenseEncoder,
  type DenseEncoderConfig,
  type DenseEncoderParams,
  denseEncoder,
} from "./dense/dense-encoder.ts";
export { type NetworkInput, networkInput } from "./input/network-input.ts";
export { createModalitiesEncoder, type ModalitiesEncoderConfig, modalitiesEncoder } from "./modalities/modalities.ts";
export {
  createRecurrentEncoder,
  type RecurrentEncoderConfig,
  type RecurrentEncoderParams,
  recurrentEncoder,
} from "./recurrent/recurrent-encoder.ts";
export {
  createResidualEncoder,
  type ResidualEncoderConfig,
  type ResidualEncoderParams,
  residualEncoder,
} from "./residual/residual-encoder.ts";

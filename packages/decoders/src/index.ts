export {
  type AttentionDecoderConfig,
  type AttentionDecoderParams,
  attentionDecoder,
  createAttentionDecoder,
} from "./attention/attention-decoder.ts";
export { type ConvDecoderConfig, type ConvDecoderParams, convDecoder, createConvDecoder } from "./conv/conv-decoder.ts";
export {
  createDenseDecoder,
  type DenseDecoderConfig,
  type DenseDecoderParams,
  denseDecoder,
} from "./dense/dense-decoder.ts";
export {
  createDilatedDecoder,
  type DilatedDecoderConfig,
  type DilatedDecoderParams,
  dilatedDecoder,
} from "./dilated/dilated-decoder.ts";
export {
  createGyroplaneDecoder,
  type GyroplaneDecoderConfig,
  type GyroplaneDecoderParams,
  type GyroplaneParams,
  gyroplaneDecoder,
  gyroplanes,
} from "./gyroplane/gyroplane-decoder.ts";
export { type LatentVector, latentVector } from "./input/latent-vector.ts";
export { createModalitiesDecoder, type ModalitiesDecoderConfig, modalitiesDecoder } from "./modalities/modalities.ts";
export {
  createRecurrentDecoder,
  type RecurrentDecoderConfig,
  type RecurrentDecoderParams,
  recurrentDecoder,
} from "./recurrent/recurrent-decoder.ts";
export {
  createResidualDecoder,
  type ResidualDecoderConfig,
  type ResidualDecoderParams,
  residualDecoder,
} from "./residual/residual-decoder.ts";

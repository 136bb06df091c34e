import {
  csvData,
  dspritesData,
  facesData,
  fashionMnistData,
  idxData,
  imagesData,
  linearGaussianData,
  mnistData,
  namesData,
  sentencesData,
  tablesData,
  textData,
} from "@elbo/datasets";
import { convDecoder, denseDecoder, recurrentDecoder } from "@elbo/decoders";
import { convEncoder, denseEncoder, recurrentEncoder } from "@elbo/encoders";
import {
  fullCovariancePosterior,
  gaussianPosterior,
  hamiltonianTransport,
  lowRankPosterior,
  singleLatents,
  topDownLatents,
  vqPosterior,
} from "@elbo/latents";
import { bernoulliLikelihood, categoricalLikelihood, gaussianLikelihood } from "@elbo/likelihoods";
import { ciwaeLoss, dregLoss, elboLoss, factorLoss, iwaeLoss, miwaeLoss, piwaeLoss, stlLoss } from "@elbo/losses";
import {
  codesUniformPrior,
  conditionalPrior,
  mixturePrior,
  pixelCnnPrior,
  standardNormalPrior,
  vampPrior,
} from "@elbo/priors";
import type { Definition } from "@elbo/spec";
import { builtInOptimisers } from "./optimisers/built-in-optimisers.ts";
import { builtInSchedules } from "./schedules/built-in-schedules.ts";

/** Every part that comes with elbo. A registry is made of this list, or of your own choice from it. */
export const builtInParts: readonly Definition[] = [
  mnistData,
  fashionMnistData,
  namesData,
  sentencesData,
  imagesData,
  idxData,
  csvData,
  textData,
  linearGaussianData,
  dspritesData,
  facesData,
  tablesData,
  bernoulliLikelihood,
  gaussianLikelihood,
  categoricalLikelihood,
  singleLatents,
  topDownLatents,
  gaussianPosterior,
  fullCovariancePosterior,
  lowRankPosterior,
  vqPosterior,
  hamiltonianTransport,
  standardNormalPrior,
  conditionalPrior,
  mixturePrior,
  vampPrior,
  codesUniformPrior,
  pixelCnnPrior,
  denseDecoder,
  convDecoder,
  recurrentDecoder,
  denseEncoder,
  convEncoder,
  recurrentEncoder,
  elboLoss,
  iwaeLoss,
  miwaeLoss,
  piwaeLoss,
  ciwaeLoss,
  stlLoss,
  dregLoss,
  factorLoss,
  ...builtInSchedules,
  ...builtInOptimisers,
];

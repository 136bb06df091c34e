export { assemble } from "./assembly/assemble.ts";
export type { Assembled, CompileRequest } from "./assembly/assembled.ts";
export { openData, wireParts } from "./assembly/wire-parts.ts";
export { tensorsOfArena } from "./checkpoints/arena-tensors.ts";
export { encodeSafetensors } from "./checkpoints/safetensors.ts";
export { type About, publishedLine } from "./config/about.ts";
export type { ModelConfig } from "./config/model-config.ts";
export { overrideConfig } from "./config/override.ts";
export { configSchema, parseConfig } from "./config/parse-config.ts";
export { type EvaluateOptions, type Evaluation, evaluateModel } from "./evaluation/evaluate-model.ts";
export type { CoderLaws, CoderNet, CoderSite, CoderText, ExportedCoder } from "./export/coder-nets.ts";
export type { ExportedFile, ExportedModel } from "./export/export-model.ts";
export { type DigitFeatures, openDigitFeatures } from "./features/digit-features.ts";
export { digitNet, digitNetParams } from "./features/digit-net.ts";
export { importLayersModels, type LayersModels } from "./importing/import-layers-models.ts";
export type { Imported, ImportOptions } from "./importing/import-tensors.ts";
export { importWeights, suggestWeightMap } from "./importing/import-weights.ts";
export type { Suggestion } from "./importing/map/suggest-map.ts";
export type { WeightMapInput } from "./importing/map/weight-map.ts";
export type { Imputed, ImputeOptions } from "./imputation/impute-examples.ts";
export type { Measure } from "./measures/measure.ts";
export { measures } from "./measures/measures.ts";
export { families } from "./registry/families.ts";
export { createRegistry, type Registry } from "./registry/registry.ts";
export { loadUserParts, type UserParts } from "./registry/user-parts.ts";
export { damageExamples } from "./restoration/damage-examples.ts";
export type { Damaged } from "./restoration/damaged-batch.ts";
export type { CorruptionConfig } from "./restoration/open-corruption.ts";
export type { Restored, RestoreOptions } from "./restoration/restore-options.ts";
export type {
  Completion,
  HiddenToken,
  RestoredTokens,
  RestoreTokensOptions,
} from "./restoration/tokens/token-options.ts";
export type { RunFolder } from "./runs/run-folder.ts";
export type { SamplerConfig } from "./samplers/open-sampler.ts";
export type { Samples } from "./sampling/draw-samples.ts";
export type { ScoreOptions, Scores } from "./scoring/score-examples.ts";
export type { Compilation, OnCompile } from "./session/compile-told.ts";
export type { OnProgress, Progress } from "./training/progress.ts";
export type { Trained } from "./training/train-model.ts";
export { type CreateOptions, createVae, loadVae } from "./vae/create-vae.ts";
export type { TrainedVae, TrainVaeOptions, Vae } from "./vae/vae.ts";
export { createVaeInWorker, loadVaeInWorker, type WorkerOptions } from "./worker/create-vae-in-worker.ts";

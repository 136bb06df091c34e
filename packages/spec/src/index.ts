export type { Batch, ColumnType, Field, Support, TypedColumn } from "./batch.ts";
export type { Context } from "./context.ts";
export type { Dataset, DatasetSource, Factor, FactorGrid, Presentation, Split } from "./dataset.ts";
export type { ConditionWiring, Definition, Family, Slot, Wiring } from "./definition.ts";
export type { Distribution, Draw } from "./distribution.ts";
export type { Arena, ArenaEntry, Compiled, Engine, Input, NoiseKey, Program, Signature } from "./engine.ts";
export { CheckpointError } from "./errors/checkpoint-error.ts";
export { ConfigError } from "./errors/config-error.ts";
export { DataError } from "./errors/data-error.ts";
export { ElboError, type ErrorDetails } from "./errors/elbo-error.ts";
export { EngineError } from "./errors/engine-error.ts";
export { NotSupportedError } from "./errors/not-supported-error.ts";
export { ShapeError } from "./errors/shape-error.ts";
export type { Fact, LatentFacts, Needs, Reasons, SiteFacts, Space } from "./facts.ts";
export type { Codebook, Given } from "./given.ts";
export type { FlattenedAxis, Layout, Window } from "./layout.ts";
export type { Group, Loss, Objective, Term } from "./loss.ts";
export type { Model, Site, Trace } from "./model.ts";
export type {
  Decoder,
  DecoderStepper,
  Encoder,
  HandsOver,
  LatentParams,
  Latents,
  Likelihood,
  Part,
  Posterior,
  Prior,
  Reading,
  Stepper,
  Transport,
} from "./parts.ts";
export type { CodesRequest, DrawLatents, DrawRequest, Fitting, Sampler } from "./sampler.ts";
export type { Clock, Schedule } from "./schedule.ts";
export type { Stage } from "./stage.ts";
export type {
  Initialiser,
  InitialiserSource,
  Law,
  Named,
  Numbers,
  ParamSpec,
  ParamTree,
  Shape,
  Values,
} from "./values.ts";

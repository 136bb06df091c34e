export { arenaTensors } from "./arena/arena-tensors.ts";
export { createArena, type WasmArena } from "./arena/create-arena.ts";
export { type Initialisation, initialiseArena } from "./arena/initialise-arena.ts";
export { findParam, readGradient, readParam, writeParam } from "./arena/param-access.ts";
export { cpuEngine } from "./eager/cpu-engine.ts";
export { createEagerEngine, type EagerOptions } from "./eager/create-eager-engine.ts";
export { nodeEngine } from "./eager/node-engine.ts";
export { type BatchRequest, type Exported, type ExportOptions, exportProgram } from "./onnx/export/export-program.ts";
export type { Port } from "./onnx/export/port.ts";
export { createOnnxEngine, onnxEngine } from "./onnx/onnx-engine.ts";
export { availableCores } from "./onnx/session/available-cores.ts";
export { traceOutputs } from "./onnx/trace/trace-outputs.ts";
export {
  type AdamSettings,
  createOptimiserKernels,
  type OptimiserKernels,
  type Range,
  type SgdSettings,
} from "./optimisers/optimiser-kernels.ts";
export { chooseEngine, type Selection } from "./select/choose-engine.ts";
export { engines, selectEngine } from "./select/select-engine.ts";

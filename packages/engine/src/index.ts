export { arenaTensors } from "./arena/arena-tensors.ts";
export { createArena, type WasmArena } from "./arena/create-arena.ts";
export { type Initialisation, initialiseArena } from "./arena/initialise-arena.ts";
export { findParam, readGradient, readParam, writeParam } from "./arena/param-access.ts";

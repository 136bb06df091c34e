import type { CorruptionDefinition } from "../corruption.ts";
import { downscaled } from "./downscaled.ts";
import { gaussianNoise } from "./gaussian-noise.ts";
import { jpeg } from "./jpeg.ts";
import { saltPepper } from "./salt-pepper.ts";

/** The kinds of damage that can be restored. Hidden elements are none of them: a mask beside the example says which. */
export const corruptions: readonly CorruptionDefinition[] = [
  gaussianNoise as CorruptionDefinition,
  saltPepper as CorruptionDefinition,
  downscaled as CorruptionDefinition,
  jpeg as CorruptionDefinition,
];

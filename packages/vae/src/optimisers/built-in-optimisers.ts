import { adagradOptimiser } from "./adagrad.ts";
import { adamOptimiser } from "./adam.ts";
import { adamaxOptimiser } from "./adamax.ts";
import { rmspropOptimiser } from "./rmsprop.ts";
import { sgdOptimiser } from "./sgd.ts";

/** The optimisers that a registry of built-in parts lists. */
export const builtInOptimisers = [
  adamOptimiser,
  adamaxOptimiser,
  rmspropOptimiser,
  adagradOptimiser,
  sgdOptimiser,
] as const;

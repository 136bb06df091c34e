import { adamOptimiser } from "./adam.ts";
import { sgdOptimiser } from "./sgd.ts";

/** The optimisers that a registry of built-in parts lists. */
export const builtInOptimisers = [adamOptimiser, sgdOptimiser] as const;

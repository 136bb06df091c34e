import { ARITHMETIC } from "./arithmetic.ts";
import { BLOCKS } from "./blocks.ts";
import { CHOICES } from "./choices.ts";
import { CONSTANTS } from "./constants.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import { COUNTS } from "./counts.ts";
import { FUNCTIONS } from "./functions.ts";
import { GATHERS } from "./gathers.ts";
import type { Lowerings } from "./lowering.ts";
import { POOLS } from "./pools.ts";
import { PRODUCTS } from "./products.ts";
import { REDUCTIONS } from "./reductions.ts";
import { RESIZES } from "./resizes.ts";
import { SCATTERS } from "./scatters.ts";
import { SHAPES } from "./shapes.ts";

/** Every tfjs kernel that programs may use, and what it becomes. */
export const LOWERINGS: Lowerings = {
  ...ARITHMETIC,
  ...FUNCTIONS,
  ...CHOICES,
  ...SHAPES,
  ...CONSTANTS,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...GATHERS,
  ...CONVOLUTIONS,
  ...POOLS,
  ...RESIZES,
  ...SCATTERS,
  ...BLOCKS,
  ...COUNTS,
};

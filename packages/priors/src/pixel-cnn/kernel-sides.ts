import { z } from "zod";

const odd = (schema: z.ZodInt) => schema.refine((n) => n % 2 === 1, "must be odd");

/** Config field: sizes of masked kernels. */
export const kernelSides = z
  .strictObject({ first: odd(z.int().min(3)).default(7), block: odd(z.int().min(3)).default(3) })
  .prefault({})
  .describe("side of the first kernel, and of those after it, in positions; odd");

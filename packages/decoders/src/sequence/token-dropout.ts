import { z } from "zod";

/** The option `tokenDropout` of decoders that are taught token by token (Bowman et al. 2016, section 3.1). */
export const tokenDropoutField = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .describe("probability that a token fed back in training is replaced by the unknown token");

import { constant, normal, uniform } from "@elbo/program";
import type { ParamSpec } from "@elbo/spec";
import { z } from "zod";

/** Options that every posterior with a learned table of codes has. */
export const codeTableFields = {
  codes: z.int().min(2).default(512).describe("number of codes K of a table"),
  commitment: z.number().min(0).default(0.25).describe("weight beta of the commitment term"),
  decay: z.number().gt(0).lt(1).default(0.99).describe("decay g of the averages, per step"),
  smoothing: z.number().gt(0).default(1e-5).describe("Laplace smoothing of the counts, in rows"),
  reviveBelow: z
    .number()
    .min(0)
    .default(0)
    .describe("a code whose average count of rows per step falls below this is put on a random encoding; 0 = never"),
  start: z.enum(["uniform", "normal"]).default("uniform").describe("first codes: U(-1/K, 1/K) or N(0, 1)"),
};

/** A table and what its averages count: moved by averages, never by a gradient. */
export interface CodeTable {
  readonly [name: string]: ParamSpec;
  /** `[code, feature]` */
  readonly codebook: ParamSpec;
  /** `[code]` */
  readonly counts: ParamSpec;
}

/** Declares a table of `codes` rows of `width` numbers. */
export const codeTable = (codes: number, width: number, start: "uniform" | "normal"): CodeTable => ({
  codebook: {
    shape: [codes, width],
    init: start === "uniform" ? uniform(-1 / codes, 1 / codes) : normal(1),
    state: true,
  },
  counts: { shape: [codes], init: constant(1), state: true },
});

import type { Attributes, Value } from "../graph/types.ts";

/** One line of the program that goes into the file: operands and results are graph values or their stand-ins. */
export interface Instruction {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

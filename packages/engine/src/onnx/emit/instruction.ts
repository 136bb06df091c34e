import type { Attributes, Value } from "../graph/types.ts";
import type { Listing } from "./encode.ts";

/** One line of the program that goes into the file: operands and results are graph values or their stand-ins. */
export interface Instruction {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** What a loop runs at each step, once it is listed; operands beyond its slots are what it takes from outside. */
  readonly body?: Listing & { readonly slots: readonly Value[] };
}

/** A replacement may contain what the program computes anyway: its first line stays. */
export function once(lines: readonly Instruction[]): Instruction[] {
  const made = new Set<Value>();
  return lines.filter(({ outputs: [output] }) => {
    const isNew = !made.has(output as Value);
    made.add(output as Value);
    return isNew;
  });
}

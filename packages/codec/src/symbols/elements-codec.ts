import { DataError, ShapeError } from "@elbo/spec";
import type { Symbols } from "../nets/nets.ts";
import type { SymbolCodec } from "./symbol-codec.ts";

/** The vector that a codec is made for. `symbols` holds what is pushed, or what has been popped so far. */
export interface Vector {
  readonly count: number;
  readonly levels: number;
  readonly symbols: Symbols;
}

/** A distribution's parameters by name, flattened. */
export type LawParameters = Readonly<Record<string, Float32Array>>;

/** Codes elements that follow distributions of one family. */
export interface ElementsCodec {
  /** As in `Distribution.family`. */
  readonly family: string;
  create(parameters: LawParameters, vector: Vector): SymbolCodec;
}

/**
 * The parameter `name`, at least `count` numbers, all finite.
 *
 * @throws ShapeError when it is missing or too short. @throws DataError when a number is not finite.
 */
export function parameterOf(parameters: LawParameters, name: string, count: number, family: string): Float32Array {
  const values = parameters[name];
  const where = `codec/${family}`;
  if (values === undefined || values.length < count) {
    throw new ShapeError(`parameter "${name}" does not fit the symbols`, {
      where,
      expected: `${count} numbers`,
      received: values === undefined ? `only ${Object.keys(parameters).join(", ")}` : `${values.length}`,
    });
  }
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(values[i])) {
      throw new DataError(`parameter "${name}" is not finite`, {
        where,
        received: `${values[i]} at ${i}`,
        remedy: "The model is damaged, or never converged.",
      });
    }
  }
  return values;
}

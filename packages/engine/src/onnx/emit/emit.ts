import type { Named } from "@elbo/spec";
import type { Graph, Value } from "../graph/types.ts";
import { encode, type Listing } from "./encode.ts";
import { factorSums } from "./factor-sums.ts";
import { listing } from "./listing.ts";
import { multiplyLogarithms } from "./multiply-logarithms.ts";
import { schedule } from "./schedule.ts";
import { sumRows } from "./sum-rows.ts";
import { turnOperands } from "./turn-operands.ts";

/** An ONNX file with named outputs. */
export interface Emitted {
  readonly bytes: Uint8Array;
  /** Graph inputs that the file declares. */
  readonly inputs: readonly string[];
  /** Operations, those of loop bodies counted once. */
  readonly nodes: number;
}

const count = ({ lines }: Listing): number =>
  lines.reduce((sum, { body }) => sum + 1 + (body === undefined ? 0 : count(body)), 0);

/** The part of `graph` that `outputs` depend on, line by line. */
export function list(graph: Graph, outputs: Named<Value>): Listing {
  return listing(graph, schedule(Object.values(outputs)), Object.entries(outputs));
}

/** Writes the part of `graph` that `outputs` depend on, for the shapes at hand. */
export function emit(graph: Graph, outputs: Named<Value>): Emitted {
  const results = Object.values(outputs);
  const { lines: listed, ...rest } = list(graph, outputs);
  const factored = multiplyLogarithms(graph, factorSums(graph, listed, results), results);
  const lines = sumRows(graph, turnOperands(graph, factored));
  const whole = { lines, ...rest };
  return { ...encode(whole), nodes: count(whole) };
}

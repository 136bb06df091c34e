import type { Named } from "@elbo/spec";
import type { Graph, Value } from "../graph/types.ts";
import { encode, type Listing } from "./encode.ts";
import { exactSigmoid } from "./exact-sigmoid.ts";
import { factorSums } from "./factor-sums.ts";
import { fuseBlocked } from "./fuse-blocked.ts";
import { fuseSums } from "./fuse-sums.ts";
import { multiplyLogarithms } from "./multiply-logarithms.ts";
import { schedule } from "./schedule.ts";
import { shareRelus } from "./share-relus.ts";
import { turnOperands } from "./turn-operands.ts";

/** An ONNX file with named outputs. */
export interface Emitted {
  readonly bytes: Uint8Array;
  /** Graph inputs that the file declares. */
  readonly inputs: readonly string[];
  readonly nodes: number;
}

/** The part of `graph` that `outputs` depend on, line by line. */
export function list(graph: Graph, outputs: Named<Value>): Listing {
  const named = Object.entries(outputs);
  const results = named.map(([, value]) => value);
  const shared = shareRelus(exactSigmoid(graph, schedule(results)));
  return { lines: fuseSums(fuseBlocked(graph, shared, results), results), outputs: named };
}

/** Writes the part of `graph` that `outputs` depend on, for the shapes at hand. */
export function emit(graph: Graph, outputs: Named<Value>): Emitted {
  const results = Object.values(outputs);
  const { lines: listed, ...rest } = list(graph, outputs);
  const lines = turnOperands(graph, multiplyLogarithms(graph, factorSums(graph, listed, results), results));
  return { ...encode({ lines, ...rest }), nodes: lines.length };
}

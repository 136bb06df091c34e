import { loopOf, within } from "../graph/loop.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { Listing } from "./encode.ts";
import { delicateValues, exactSigmoid } from "./exact-sigmoid.ts";
import { fuseBlocked } from "./fuse-blocked.ts";
import { fuseSums } from "./fuse-sums.ts";
import type { Instruction } from "./instruction.ts";
import { pruneLoops } from "./prune-loops.ts";
import { shareRelus } from "./share-relus.ts";

/**
 * Scheduled lines as they go into the file, the bodies of loops included. `seeds`: outputs that must have a small relative
 * error where they are small.
 */
export function listing(
  graph: Graph,
  scheduled: readonly Instruction[],
  outputs: Listing["outputs"],
  seeds: readonly Value[] = [],
): Listing {
  const results = outputs.map(([, value]) => value);
  const alive = pruneLoops(scheduled, results);
  const delicate = delicateValues(alive, seeds);
  const shared = shareRelus(exactSigmoid(graph, alive, delicate));
  const lines = fuseSums(fuseBlocked(graph, shared, results), results);
  return { lines: lines.map((line) => (line.op === "Scan" ? withBody(graph, line, delicate) : line)), outputs };
}

function withBody(graph: Graph, line: Instruction, delicate: ReadonlySet<Value>): Instruction {
  const { body } = loopOf(line);
  const { body: _, ...attributes } = line.attributes;
  const named = body.results.map((value, i) => [`s${(line.outputs[i] as Value).id}`, value] as const);
  const seeds = body.results.filter((_, i) => delicate.has(line.outputs[i] as Value));
  return {
    ...line,
    attributes,
    body: { slots: body.slots, ...listing(graph, within(body), named, seeds) },
  };
}

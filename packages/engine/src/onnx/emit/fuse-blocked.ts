import { madeBy, sizeOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { Instruction } from "./instruction.ts";
import { countUses } from "./schedule.ts";

const CONVOLUTION = "com.microsoft.nchwc:Conv";
const REORDER = "com.microsoft.nchwc:ReorderOutput";

/** What only moves the numbers of a blocked convolution, from its result to `x`; undefined unless all are used once. */
function movesBefore(x: Value, producers: ReadonlyMap<Value, Instruction>, uses: ReadonlyMap<Value, number>) {
  const moves: Instruction[] = [];
  let line = producers.get(x);
  while (line !== undefined && uses.get(line.outputs[0] as Value) === 1) {
    if (line.op === CONVOLUTION)
      return moves.length === 0 ? undefined : { convolution: line, last: moves[0] as Instruction };
    moves.push(line);
    const [from] = line.inputs as [Value];
    const raw = madeBy(from, "Reshape")?.inputs[0] ?? from;
    // Bytes in blocked order are gathered by the input gradient only, which keeps channels together.
    const known = line.op === "Reshape" || line.op === REORDER || (line.op === "Gather" && madeBy(raw, CONVOLUTION));
    line = known ? producers.get(from) : undefined;
  }
  return undefined;
}

/** The convolution with a bias of one number per channel of the image `c` is added to, repeated over its phases. */
function withBias(graph: Graph, convolution: Instruction, x: Value, c: Value): Instruction[] | undefined {
  const vector = madeBy(c, "Reshape")?.inputs[0] ?? c;
  const channels = x.shape.at(-1) as number;
  const filters = (convolution.inputs[1] as Value).shape[0] as number;
  const perChannel = sizeOf(c.shape) === channels && c.shape.at(-1) === channels && vector.shape.length === 1;
  const taken = convolution.inputs.length > 2 || "activation" in convolution.attributes;
  if (!perChannel || taken || vector.from.kind === "node" || filters % channels !== 0) return undefined;
  if (filters === channels) return [{ ...convolution, inputs: [...convolution.inputs, vector] }];
  const repeats = graph.constant([filters / channels], [1], "int64");
  const [bias] = graph.node("Tile", [vector, repeats], [{ shape: [filters], dtype: "float32" }]) as [Value];
  return [
    { op: "Tile", inputs: [vector, repeats], outputs: [bias], attributes: {} },
    { ...convolution, inputs: [...convolution.inputs, bias] },
  ];
}

const withRelu = (convolution: Instruction): Instruction[] | undefined =>
  "activation" in convolution.attributes
    ? undefined
    : [{ ...convolution, attributes: { ...convolution.attributes, activation: "Relu" } }];

function fuseOnce(graph: Graph, lines: readonly Instruction[], results: readonly Value[]): Instruction[] | undefined {
  const uses = countUses(lines, results);
  const producers = new Map(lines.flatMap((line) => line.outputs.map((output) => [output, line] as const)));
  for (const line of lines) {
    if (line.op !== "Add" && line.op !== "Relu") continue;
    const [a, b] = line.inputs as [Value, Value];
    for (const [x, c] of line.op === "Relu"
      ? [[a, a] as const]
      : ([
          [a, b],
          [b, a],
        ] as const)) {
      const found = movesBefore(x, producers, uses);
      if (found === undefined) continue;
      const { convolution, last } = found;
      const fused = line.op === "Relu" ? withRelu(convolution) : withBias(graph, convolution, x, c);
      if (fused === undefined) continue;
      return lines.flatMap((other) => {
        if (other === convolution) return fused;
        if (other === last) return [{ ...last, outputs: line.outputs }];
        return other === line ? [] : [other];
      });
    }
  }
  return undefined;
}

/**
 * Blocked convolutions add their biases and apply relu by themselves, also where their result is rearranged before, since
 * what moves numbers commutes with both. Only where nothing else uses what lies between.
 */
export function fuseBlocked(
  graph: Graph,
  lines: readonly Instruction[],
  results: readonly Value[],
): readonly Instruction[] {
  if (!lines.some(({ op }) => op === CONVOLUTION)) return lines;
  let fused = lines;
  for (let next: Instruction[] | undefined = [...lines]; next !== undefined; next = fuseOnce(graph, fused, results))
    fused = next;
  return fused;
}

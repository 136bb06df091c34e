import type { Body, DType, Graph, GraphNode, Result, Value } from "./types.ts";

/** The nodes that compute `results` from `slots`, in the order in which they were recorded; all else is done before. */
export function within({ slots, results }: Body): GraphNode[] {
  const inside = new Set(slots);
  const first = slots.reduce((least, slot) => Math.min(least, slot.id), Number.POSITIVE_INFINITY);
  const seen = new Set<GraphNode>();
  const open = [...results];
  for (let x = open.pop(); x !== undefined; x = open.pop()) {
    if (x.id < first || inside.has(x) || x.from.kind !== "node" || seen.has(x.from.node)) continue;
    seen.add(x.from.node);
    for (const input of x.from.node.inputs) if (input !== undefined) open.push(input);
  }
  return [...seen]
    .sort((a, b) => a.index - b.index)
    .filter(({ inputs, outputs }) => {
      const depends = inputs.some((x) => x !== undefined && inside.has(x));
      if (depends) for (const output of outputs) inside.add(output);
      return depends;
    });
}

/** What a body takes from outside besides its slots. */
export function captures(body: Body): Value[] {
  const nodes = within(body);
  const inside = new Set([...body.slots, ...nodes.flatMap(({ outputs }) => outputs)]);
  const used = [...nodes.flatMap(({ inputs }) => inputs), ...body.results];
  return [...new Set(used)].filter((x) => x !== undefined && !inside.has(x)) as Value[];
}

/** A body whose JSON is its identity, as the key of a node needs it. */
const named = (body: Body): Body & { toJSON(): unknown } => ({
  ...body,
  toJSON: () => [body.slots, body.results].map((xs) => xs.map(({ id }) => id)),
});

/** A recurrence: what it starts from, what it reads, and its body, whose slots are the states and then one step of each sequence. */
export interface Loop {
  /** One per state; results begin with the next states. */
  readonly initial: readonly Value[];
  /** `[time, ...]` each. */
  readonly sequences: readonly Value[];
  readonly body: Body;
  /** From the last step to the first; stacked results keep the sequences' order. */
  readonly reverse?: boolean;
}

const attributesOf = ({ sequences, body, reverse = false }: Loop) => {
  const stacked = body.results.length - (body.slots.length - sequences.length);
  const backwards = (count: number) => new Array<number>(count).fill(1);
  return {
    body: named(body),
    num_scan_inputs: sequences.length,
    ...(reverse && {
      scan_input_directions: backwards(sequences.length),
      scan_output_directions: backwards(stacked),
    }),
  };
};

/** Records a loop: the last states, then the other results stacked to `[time, ...]`. */
export function loop(g: Graph, it: Loop): Value[] {
  const time = it.sequences[0]?.shape[0] as number;
  const states = it.initial.length;
  const results: Result[] = it.body.results.map(({ shape, dtype }, i) => ({
    shape: i < states ? shape : [time, ...shape],
    dtype: dtype as DType,
  }));
  return g.node("Scan", [...it.initial, ...it.sequences, ...captures(it.body)], results, attributesOf(it));
}

/** The loop that a node with operation Scan stands for. */
export function loopOf({ inputs, attributes }: Pick<GraphNode, "inputs" | "attributes">): Loop {
  const body = attributes.body as Body;
  const count = attributes.num_scan_inputs as number;
  const states = body.slots.length - count;
  return {
    initial: inputs.slice(0, states) as Value[],
    sequences: inputs.slice(states, states + count) as Value[],
    body,
    reverse: attributes.scan_input_directions !== undefined,
  };
}

/** A smaller loop as operands and attributes. */
export function operandsOf(it: Loop): Pick<GraphNode, "inputs" | "attributes"> {
  return { inputs: [...it.initial, ...it.sequences, ...captures(it.body)], attributes: attributesOf(it) };
}

// Reads what onnxruntime writes when a session is profiled, and sums it per node and per operation.

const suffix = "_kernel_time";

/** Inputs and outputs as "[128,784] [784,500] -> [128,500]". */
function shapesOf({ input_type_shape: inputs = [], output_type_shape: outputs = [] }) {
  const side = (types) => types.map((type) => `[${Object.values(type)[0]}]`).join(" ");
  return `${side(inputs)} -> ${side(outputs)}`;
}

/** Takes from each event the time of those inside it: a Scan's body is counted once. */
function* ownTimes(events) {
  const open = [];
  for (const event of events.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    while (open.length > 0 && open.at(-1).end <= event.ts) yield open.pop();
    const outer = open.at(-1);
    if (outer !== undefined) outer.own -= event.dur;
    open.push({ event, own: event.dur, end: event.ts + event.dur });
  }
  while (open.length > 0) yield open.pop();
}

/**
 * Milliseconds per run from the events of one profile: of whole runs, and of each node, slowest first. The first `skip`
 * runs of the session are left out.
 *
 * @throws Error when no run is left.
 */
export function nodeTimes(events, { skip = 0 } = {}) {
  const runs = events.filter(({ name }) => name === "model_run").sort((a, b) => a.ts - b.ts);
  const counted = runs.slice(skip);
  if (counted.length === 0) throw new Error(`the profile holds ${runs.length} runs, too few to leave out ${skip}`);
  const perRun = (microseconds) => microseconds / 1000 / counted.length;
  const inside = events.filter(({ name, ts }) => name.endsWith(suffix) && ts >= counted[0].ts);
  const nodes = new Map();
  for (const { event, own } of ownTimes(inside)) {
    const { name, args } = event;
    const shapes = shapesOf(args);
    const key = [name, args.node_index, shapes].join();
    const found = nodes.get(key) ?? { node: name.slice(0, -suffix.length), op: args.op_name, shapes, milliseconds: 0 };
    found.milliseconds += perRun(own);
    nodes.set(key, found);
  }
  return {
    runs: counted.length,
    whole: perRun(counted.reduce((sum, { dur }) => sum + dur, 0)),
    nodes: [...nodes.values()].sort((a, b) => b.milliseconds - a.milliseconds),
  };
}

/** The same per kind of operation, slowest first: { op, nodes, milliseconds }. */
export function operationTimes(nodes) {
  const operations = new Map();
  for (const { op, milliseconds } of nodes) {
    const found = operations.get(op) ?? { op, nodes: 0, milliseconds: 0 };
    found.nodes += 1;
    found.milliseconds += milliseconds;
    operations.set(op, found);
  }
  return [...operations.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

import type { Shape } from "@elbo/spec";
import type { Attributes, Constant, DType, Graph, GraphNode, Origin, Result, Value } from "./types.ts";

const elements = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/** FNV-1a over the 32-bit patterns of the values. */
const fingerprint = (values: ArrayLike<number>) => {
  const cell = new Float32Array(1);
  const bits = new Uint32Array(cell.buffer);
  let hash = 0x811c9dc5;
  for (let i = 0; i < values.length; i++) {
    cell[0] = values[i] as number;
    hash = Math.imul(hash ^ (bits[0] as number), 0x01000193);
  }
  return hash >>> 0;
};

const same = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return a.length === b.length;
};

const isUniform = (values: ArrayLike<number>) => {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false;
  return values.length > 0;
};

/** An empty graph with hash-consing: common subexpressions and equal constants exist once from the start. */
export function createGraph({ blocked }: Pick<Graph, "blocked"> = {}): Graph {
  let ids = 0;
  const values = new Map<string, Value>();
  const arrays = new Map<string, Value[]>();
  const nodes = new Map<string, GraphNode>();
  const create = (shape: Shape, dtype: DType, from: Origin): Value => ({ id: ids++, shape: [...shape], dtype, from });
  const once = (key: string, shape: Shape, dtype: DType, from: Origin) => {
    const known = values.get(key) ?? create(shape, dtype, from);
    values.set(key, known);
    return known;
  };
  const constant = (data: Constant): Origin => ({ kind: "constant", data });

  const graph: Graph = {
    ...(blocked === undefined ? {} : { blocked }),
    get size() {
      return nodes.size;
    },
    input: (name, shape, dtype) => once(`input ${name}`, shape, dtype, { kind: "input", name }),
    uniform: (value, shape, dtype) => {
      const kept = dtype === "float32" ? Math.fround(value) : value;
      const key = `uniform ${dtype} ${shape} ${Object.is(kept, -0) ? "-0" : kept}`;
      return once(key, shape, dtype, constant({ uniform: kept }));
    },
    constant: (given, shape, dtype) => {
      if (elements(shape) > 0 && isUniform(given)) return graph.uniform(given[0] as number, shape, dtype);
      const key = `${dtype} ${shape} ${fingerprint(given)}`;
      const group = arrays.get(key) ?? [];
      arrays.set(key, group);
      const known = group.find(({ from }) => {
        const data = from.kind === "constant" ? from.data : undefined;
        return data !== undefined && "values" in data && same(data.values, given);
      });
      if (known !== undefined) return known;
      const made = create(shape, dtype, constant({ values: Array.isArray(given) ? [...given] : given }));
      group.push(made);
      return made;
    },
    slot: (name, shape, dtype) => once(`slot ${name} ${dtype} ${shape}`, shape, dtype, { kind: "slot", name }),
    node: (op: string, inputs, results: readonly Result[], attributes: Attributes = {}) => {
      // What has no elements is known, and the runtime's operations often refuse it.
      if (results.every(({ shape }) => elements(shape) === 0)) {
        return results.map(({ shape, dtype }) => graph.uniform(0, shape, dtype));
      }
      const key = `${op} ${inputs.map((x) => x?.id ?? "")} ${JSON.stringify(attributes)} ${results.map((r) => `${r.dtype}[${r.shape}]`)}`;
      const known = nodes.get(key);
      if (known !== undefined) return [...known.outputs];
      const outputs: Value[] = [];
      const node: GraphNode = { index: nodes.size, op, inputs: [...inputs], attributes, outputs };
      for (const { shape, dtype } of results) outputs.push(create(shape, dtype, { kind: "node", node }));
      nodes.set(key, node);
      return [...outputs];
    },
  };
  return graph;
}

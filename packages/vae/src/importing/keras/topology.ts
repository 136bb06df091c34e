import { CheckpointError, NotSupportedError } from "@elbo/spec";
import { type KerasLayer, refuse } from "./refuse.ts";

type Json = Readonly<Record<string, unknown>>;

/** A model whose layers follow each other, and part at the end at most. */
export interface LayerChain {
  readonly file: string;
  /** From the input to the single output, or to where the outputs part. */
  readonly trunk: readonly KerasLayer[];
  /** One path per output where there are several; otherwise empty. */
  readonly ends: readonly (readonly KerasLayer[])[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const layerOf = (file: string, value: unknown, reads: readonly string[]): KerasLayer => {
  const { class_name: type, config, name } = isObject(value) ? value : {};
  const given = isObject(config) ? config : {};
  const called = typeof name === "string" ? name : given.name;
  if (typeof type !== "string" || typeof called !== "string") {
    throw new CheckpointError("the topology lists a layer without a class or a name", {
      where: file,
      received: JSON.stringify(value)?.slice(0, 80) ?? "nothing",
      remedy: "Save the model again: model.save of tfjs-layers, or tensorflowjs_converter of Keras 2.",
    });
  }
  return { file, name: called, type, config: given, reads };
};

/** Layers that a functional model's layer reads: [[["name", node, tensor, {}], ...]]. */
function readsOf(file: string, value: unknown): string[] {
  const layer = layerOf(file, value, []);
  const nodes = (value as Json).inbound_nodes;
  if (!Array.isArray(nodes) || nodes.length === 0) return [];
  const [first, ...others] = nodes as unknown[];
  if (others.length > 0) throw refuse(layer, "is used more than once", { expected: "each layer in one place" });
  const names = Array.isArray(first)
    ? first.map((inbound) => (Array.isArray(inbound) ? inbound[0] : undefined))
    : [undefined];
  if (names.every((name): name is string => typeof name === "string")) return names;
  throw refuse(layer, "is connected in a way that is not known here", {
    expected: "inbound nodes as Keras 2 and tfjs-layers write them",
    remedy: "Save the model with Keras 2 (the package tf_keras), then tensorflowjs_converter.",
  });
}

/**
 * The layers of a Sequential or functional topology, input first.
 *
 * @throws NotSupportedError for several inputs, merged paths, and models within models.
 */
export function readTopology(value: unknown, file: string): LayerChain {
  const outer = isObject(value) ? value : {};
  const model = isObject(outer.model_config) ? outer.model_config : outer;
  const { class_name: type, config } = model;
  const inner = Array.isArray(config) ? { layers: config as unknown[] } : isObject(config) ? config : {};
  const { layers } = inner as { layers?: unknown };
  if (!Array.isArray(layers) || typeof type !== "string") {
    throw new CheckpointError("the file holds no layers", {
      where: file,
      expected: "a layers model: modelTopology with a class_name and a config that lists layers",
      received: `the keys ${Object.keys(model).join(", ") || "of no object"}`,
      remedy: "Save it with model.save of tfjs-layers, or tensorflowjs_converter --output_format tfjs_layers_model.",
    });
  }
  if (type === "Sequential") {
    return { file, trunk: layers.map((layer) => layerOf(file, layer, [])).filter(notInput), ends: [] };
  }
  if (type === "Functional" || type === "Model") return functional(inner as Json, layers, file);
  throw new NotSupportedError(`a model of class ${type} cannot be converted`, {
    where: file,
    expected: "Sequential or Functional",
    remedy: "Build the same layers with keras.Sequential or keras.Model(inputs, outputs), and copy the weights.",
  });
}

const notInput = ({ type }: KerasLayer) => type !== "InputLayer";

function functional({ output_layers: outputs }: Json, list: readonly unknown[], file: string): LayerChain {
  const layers = new Map(
    list.map((value) => layerOf(file, value, readsOf(file, value))).map((layer) => [layer.name, layer]),
  );
  const inputs = [...layers.values()].filter(({ type }) => type === "InputLayer");
  if (inputs.length !== 1) {
    throw new NotSupportedError("a model of several inputs cannot be converted", {
      where: file,
      expected: "one input layer",
      received: inputs.map(({ name }) => name).join(", ") || "none",
    });
  }
  const merged = [...layers.values()].find((layer) => notInput(layer) && layer.reads.length !== 1);
  if (merged)
    throw refuse(merged, `reads ${merged.reads.length} layers`, { expected: "layers that follow each other" });
  // Keras writes one output as ["name", 0, 0] in places, several as a list of those.
  const ends = (Array.isArray(outputs) ? outputs : []) as unknown[];
  const names = (typeof ends[0] === "string" ? [ends] : ends).map((end) => String((end as unknown[])[0]));
  const paths = names.map((name) => {
    const path: KerasLayer[] = [];
    for (let layer = layers.get(name); layer; layer = layers.get(layer.reads[0] ?? "")) {
      if (path.includes(layer)) break;
      path.unshift(layer);
    }
    return path.filter(notInput);
  });
  const [first = [], ...others] = paths;
  const lost = [...layers.values()].find((layer) => notInput(layer) && !paths.some((path) => path.includes(layer)));
  if (lost) throw refuse(lost, "leads to no output of the model");
  if (others.length === 0) return { file, trunk: first, ends: [] };
  const shared = first.findIndex((layer, i) => !others.every((path) => path[i] === layer));
  const length = shared < 0 ? first.length : shared;
  return { file, trunk: first.slice(0, length), ends: paths.map((path) => path.slice(length)) };
}

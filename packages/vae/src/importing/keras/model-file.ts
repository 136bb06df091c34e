import { dirname, join, normalize } from "node:path";
import { CheckpointError, NotSupportedError } from "@elbo/spec";
import { z } from "zod";
import { sha256 } from "../../checkpoints/manifest.ts";
import type { RawTensor } from "../../checkpoints/read-safetensors.ts";
import { foreignFile } from "../file/foreign-file.ts";
import { readBytes } from "../file/read-weights.ts";
import { type LayerChain, readTopology } from "./topology.ts";

const schema = z.object({
  format: z.string().optional(),
  modelTopology: z.unknown(),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.string(),
          quantization: z.unknown().optional(),
        }),
      ),
    }),
  ),
});
type Group = z.output<typeof schema>["weightsManifest"][number];

/** A model.json and the weights beside it. */
export interface LayersModel {
  readonly chain: LayerChain;
  /** "layer/kernel" -> tensor. */
  readonly tensors: ReadonlyMap<string, RawTensor>;
  readonly hash: string;
}

const again = "Save the model again: model.save of tfjs-layers, or tensorflowjs_converter of Keras 2.";

/**
 * Reads a layers model of tfjs-layers or tensorflowjs_converter.
 *
 * @throws CheckpointError for files that are missing, damaged or of another kind; NotSupportedError for layers that form no chain.
 */
export async function readLayersModel(file: string): Promise<LayersModel> {
  const expected = "a model.json of tfjs-layers or Keras";
  const bytes = await readBytes(file, expected);
  const wrong = (problem: string, received: string, remedy = again) =>
    new CheckpointError(problem, { where: file, expected, received, remedy });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    const foreign = foreignFile(bytes);
    if (foreign) throw wrong("this is another kind of file", foreign.received, foreign.remedy);
    const safetensors =
      "Weights in safetensors are given by themselves: elbo import weights.safetensors --config ... --map ...";
    throw wrong("the file is truncated or not JSON", `${bytes.length} bytes`, `${again} ${safetensors}`);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success || parsed.data.modelTopology === null) {
    const [issue] = parsed.error?.issues ?? [];
    throw wrong("the file is no layers model", `no ${issue?.path.join(".") || "modelTopology"} as it should be`);
  }
  const { format, modelTopology, weightsManifest } = parsed.data;
  if (format === "graph-model") {
    throw new NotSupportedError("a graph model holds operations and no layers", {
      where: file,
      expected: "a layers model",
      received: 'format "graph-model"',
      remedy:
        "Convert the Keras model itself: tensorflowjs_converter --input_format keras --output_format tfjs_layers_model.",
    });
  }
  const chain = readTopology(modelTopology, file);
  const layers = [...chain.trunk, ...chain.ends.flat()].map(({ name }) => name);
  const tensors = new Map<string, RawTensor>();
  const parts: Uint8Array[] = [bytes];
  for (const group of weightsManifest) {
    const data = await readShards(file, group);
    parts.push(data);
    for (const [name, tensor] of cut(file, group, data)) tensors.set(ownName(name, layers), tensor);
  }
  return { chain, tensors, hash: sha256(parts) };
}

/** "encoder/gru/gru_cell/kernel" of layer gru -> "gru/kernel". */
function ownName(name: string, layers: readonly string[]): string {
  const words = name.split("/");
  const layer = words.find((word) => layers.includes(word));
  return layer === undefined ? name : `${layer}/${words.at(-1)?.replace(/:\d+$/, "")}`;
}

async function readShards(file: string, { paths }: Group): Promise<Uint8Array> {
  const shards = await Promise.all(
    paths.map(async (path) => {
      const inside = normalize(path);
      if (inside.startsWith("..") || inside.startsWith("/")) {
        throw new CheckpointError("the weights lie outside the model's folder", {
          where: file,
          expected: "files beside model.json",
          received: path,
          remedy: again,
        });
      }
      return readBytes(join(dirname(file), inside), `the weights that ${file} names`);
    }),
  );
  const whole = new Uint8Array(shards.reduce((sum, { length }) => sum + length, 0));
  shards.reduce((at, shard) => {
    whole.set(shard, at);
    return at + shard.length;
  }, 0);
  return whole;
}

function cut(file: string, { paths, weights }: Group, data: Uint8Array): Map<string, RawTensor> {
  const where = join(dirname(file), paths[0] ?? "");
  const found = new Map<string, RawTensor>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    if (dtype !== "float32" || quantization !== undefined) {
      throw new NotSupportedError(`the weight "${name}" is not stored as float32`, {
        where: file,
        expected: "float32 without quantization",
        received: quantization === undefined ? dtype : `quantized ${dtype}`,
        remedy: "Save or convert the model without quantization.",
      });
    }
    const end = at + 4 * shape.reduce((a, b) => a * b, 1);
    found.set(name, { dtype: "F32", shape, data: data.subarray(at, end) });
    at = end;
  }
  if (at === data.length) return found;
  throw new CheckpointError(at > data.length ? "the weights are truncated" : "there are bytes after the last weight", {
    where,
    expected: `${at} bytes, by ${file}`,
    received: `${data.length}`,
    remedy: again,
  });
}

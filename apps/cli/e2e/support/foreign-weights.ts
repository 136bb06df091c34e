import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A safetensors file: names to shapes, filled with small numbers, of type F32 unless told. */
export function safetensors(shapes: Readonly<Record<string, readonly number[]>>, dtype = "F32"): Buffer {
  let at = 0;
  const data: Buffer[] = [];
  const header = Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i) / 4);
    data.push(Buffer.from(values.buffer));
    const entry = { dtype, shape, data_offsets: [at, at + 4 * size] };
    at += 4 * size;
    return [name, entry];
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...data]);
}

/** What PyTorch would have saved of the tiny model: linear layers of [out, in]. */
export const tinyShapes = {
  "encoder.0.weight": [16, 8],
  "encoder.0.bias": [16],
  "encoder.2.weight": [6, 16],
  "encoder.2.bias": [6],
  "decoder.0.weight": [16, 3],
  "decoder.0.bias": [16],
  "decoder.2.weight": [8, 16],
  "decoder.2.bias": [8],
};

/** The map that belongs to it. */
export const tinyMap = {
  parameters: {
    "encoder/net/trunk/layer0": "encoder.0",
    "encoder/net/heads/mean": { from: "encoder.2", outputs: [0, 3] },
    "encoder/net/heads/log-variance": { from: "encoder.2", outputs: [3, 6] },
    "decoder/net/trunk/layer0": "decoder.0",
    "decoder/net/heads/mean": "decoder.2",
    "decoder/likelihood/logSigma": { value: "initial" },
  },
};

/** A layers model of dense layers, as tfjs-layers saves it; `change` alters a layer's entry. */
export async function saveLayersModel(
  folder: string,
  sizes: readonly number[],
  change: (layer: { class_name: string; config: Record<string, unknown> }) => void = () => {},
): Promise<void> {
  const [input, ...units] = sizes as [number, ...number[]];
  const layers = units.map((size, i) => ({
    class_name: "Dense",
    config: { name: `dense_${i}`, units: size, activation: i < units.length - 1 ? "relu" : "linear", use_bias: true },
  }));
  layers.forEach(change);
  const weights = units.flatMap((size, i) => [
    { name: `dense_${i}/kernel`, shape: [i === 0 ? input : (units[i - 1] as number), size], dtype: "float32" },
    { name: `dense_${i}/bias`, shape: [size], dtype: "float32" },
  ]);
  const count = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "weights.bin"),
    Buffer.from(Float32Array.from({ length: count }, (_, i) => Math.sin(i)).buffer),
  );
  const modelTopology = { class_name: "Sequential", config: { name: "model", layers } };
  const weightsManifest = [{ paths: ["weights.bin"], weights }];
  await writeFile(
    join(folder, "model.json"),
    JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }),
  );
}

// Writes weights to try `elbo import` on, random ones in the form that other libraries save:
//   vae.safetensors                        as safetensors.torch.save_file(model.state_dict(), ..) does in Python
//   encoder/model.json, decoder/model.json as model.save does in tfjs-layers, and tensorflowjs_converter with Keras models
// Usage: node make-weights.mjs
import { mkdirSync, writeFileSync } from "node:fs";

const count = (shape) => shape.reduce((a, b) => a * b, 1);
const random = (size, scale) => Float32Array.from({ length: size }, () => (Math.random() - 0.5) * scale);
const bytes = (values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** PyTorch's layers: Linear [out, in], Conv2d [out, in, height, width], ConvTranspose2d [in, out, height, width]. */
const layers = {
  "encoder.0": [[8, 1, 4, 4], 8],
  "encoder.2": [[16, 8, 4, 4], 16],
  fc_mu: [[4, 784], 4],
  fc_logvar: [[4, 784], 4],
  "decoder.0": [[784, 4], 784],
  "decoder.3": [[16, 8, 4, 4], 8],
  "decoder.5": [[8, 1, 4, 4], 1],
};
const header = {};
const data = [];
let at = 0;
for (const [name, [weight, bias]] of Object.entries(layers)) {
  for (const [part, shape] of Object.entries({ weight, bias: [bias] })) {
    const end = at + 4 * count(shape);
    header[`${name}.${part}`] = { dtype: "F32", shape, data_offsets: [at, end] };
    data.push(bytes(random(count(shape), 0.1)));
    at = end;
  }
}
const json = Buffer.from(JSON.stringify(header));
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(json.length));
writeFileSync("vae.safetensors", Buffer.concat([length, json, ...data]));

/** A Sequential model of Dense layers. */
function saveModel(folder, [input, ...units], last) {
  mkdirSync(folder, { recursive: true });
  const list = units.map((size, i) => ({
    class_name: "Dense",
    config: { name: `dense_${i}`, units: size, activation: i < units.length - 1 ? "relu" : last, use_bias: true },
  }));
  const weights = units.flatMap((size, i) => [
    { name: `dense_${i}/kernel`, shape: [i === 0 ? input : units[i - 1], size], dtype: "float32" },
    { name: `dense_${i}/bias`, shape: [size], dtype: "float32" },
  ]);
  const size = weights.reduce((sum, { shape }) => sum + count(shape), 0);
  writeFileSync(`${folder}/weights.bin`, bytes(random(size, 0.1)));
  const modelTopology = { class_name: "Sequential", config: { name: folder, layers: list } };
  const weightsManifest = [{ paths: ["weights.bin"], weights }];
  writeFileSync(`${folder}/model.json`, JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }));
}
saveModel("encoder", [784, 64, 8], "linear"); // 4 means, then 4 log-variances
saveModel("decoder", [4, 64, 784], "sigmoid");
console.log("vae.safetensors, encoder/model.json, decoder/model.json");

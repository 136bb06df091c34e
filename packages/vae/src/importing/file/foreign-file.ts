const text = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** What a file is that is no safetensors file, and how its weights become one. */
export interface Foreign {
  readonly received: string;
  readonly remedy: string;
}

const torch: Foreign = {
  received: "a file of torch.save, which is Python code and is not run here",
  remedy:
    'Save the weights in Python: from safetensors.torch import save_file; save_file(model.state_dict(), "weights.safetensors").',
};
const keras: Foreign = {
  received: "a Keras file (.keras or .h5)",
  remedy:
    "Convert it: tensorflowjs_converter --input_format keras model.h5 FOLDER, then elbo import --encoder FOLDER/model.json --decoder ...",
};
const numpy: Foreign = {
  received: "NumPy arrays (.npz or .npy)",
  remedy:
    'Save them in Python: from safetensors.numpy import save_file; save_file(dict(numpy.load("weights.npz")), "weights.safetensors").',
};

/** A file's kind by its first bytes; undefined when it may be safetensors. */
export function foreignFile(bytes: Uint8Array): Foreign | undefined {
  const start = text(bytes, 0, 8);
  // Eight bytes that end in 0 are the length of a safetensors header, whatever letters they begin with.
  const length = bytes[7] === 0;
  if (start.startsWith("PK\x03\x04")) {
    const names = text(bytes, 0, 4096);
    if (/\.npy/.test(names)) return numpy;
    return /metadata\.json|config\.json|model\.weights/.test(names) ? keras : torch;
  }
  if (start.startsWith("\x89HDF")) return keras;
  if (start.startsWith("\x93NUMPY")) return numpy;
  if (bytes[0] === 0x80 && (bytes[1] as number) >= 2 && (bytes[1] as number) <= 5 && !length) return torch;
  if (/^\s*\{/.test(start) && !length) {
    return {
      received: "JSON",
      remedy: "A model.json of Keras or tfjs-layers is given with --encoder and --decoder.",
    };
  }
  return undefined;
}

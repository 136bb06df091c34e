import type { WasmRuntime } from "@elbo/codec";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as ort from "onnxruntime-web/wasm";

ort.env.wasm.numThreads = 1; // more would need a page that is isolated from other origins by the server's headers
ort.env.wasm.wasmPaths = { wasm };

/** The runtime as the codec wants it. */
export const wasmRuntime = ort as unknown as WasmRuntime;

/** Numbers and their shape. */
export interface Values {
  readonly data: Float32Array | Int32Array;
  readonly dims: readonly number[];
}

/** An exported program. */
export interface Program {
  /** Runs it on `batch` examples; noise inputs that are not given are asked of `fill`. */
  run(inputs: Readonly<Record<string, Values>>, fill?: Fill): Promise<Readonly<Record<string, Values>>>;
}

/** Fills the noise that a program asks for, by the input's name. */
export interface Fill {
  readonly batch: number;
  noise(name: string, out: Float32Array): void;
}

let models = "";

/** Says where the models lie. */
export const modelsAt = (url: string): void => {
  models = url;
};

/**
 * Bytes of a file below the models' folder.
 *
 * @throws Error of one sentence when it cannot be had.
 */
export async function fetchModelFile(path: string): Promise<ArrayBuffer> {
  const response = await fetch(new URL(path, models)).catch(() => {
    throw new Error(`The model file ${path} cannot be loaded: the server does not answer.`);
  });
  if (response.ok) return response.arrayBuffer();
  throw new Error(
    `The model file ${path} is missing on the server (status ${response.status}); "npm run demo" makes it.`,
  );
}

/** A JSON file below the models' folder. */
export async function fetchModelJson<T>(path: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await fetchModelFile(path))) as T;
}

const lengths = (shape: readonly (number | string)[], batch: number) =>
  shape.map((length) => (typeof length === "string" ? batch : length));

/** Opens an exported program. */
export async function openProgram(path: string): Promise<Program> {
  const bytes = new Uint8Array(await fetchModelFile(path));
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 }).catch((cause: unknown) => {
    throw new Error(`The model file ${path} cannot be opened: ${cause instanceof Error ? cause.message : cause}`);
  });
  const asked = session.inputMetadata.flatMap((input) =>
    input.isTensor && input.name.startsWith("noise_") ? [{ name: input.name, shape: input.shape }] : [],
  );
  return {
    run: async (inputs, fill) => {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [name, { data, dims }] of Object.entries(inputs)) {
        feeds[name] =
          data instanceof Int32Array ? new ort.Tensor("int32", data, dims) : new ort.Tensor("float32", data, dims);
      }
      for (const { name, shape } of fill ? asked : []) {
        const dims = lengths(shape, (fill as Fill).batch);
        const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
        (fill as Fill).noise(name, data);
        feeds[name] = new ort.Tensor("float32", data, dims);
      }
      const found = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(found).map(([name, { data, dims }]) => [name, { data: data as Float32Array, dims }]),
      );
    },
  };
}

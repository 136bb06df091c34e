import type { Exported, Port } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { Named, NoiseKey, Numbers } from "@elbo/spec";
import * as runtime from "onnxruntime-node";

/** Values of noise inputs, as the engines draw them. */
export function noiseFor({ path, shape, law }: Port, batch: number, { seed, step }: NoiseKey): Float32Array {
  const lengths = shape.map((d) => (d === "batch" ? batch : Number(d)));
  const values = new Float32Array(lengths.reduce((a, b) => a * b, 1));
  if (!law) throw new TypeError(`${path} has no law`);
  fillNoise(values, law, { seed, step, path, row: lengths.at(-1) ?? 1 });
  return values;
}

/** Opens an exported file in onnxruntime, with no help from the engine; inputs and outputs by the program's own names. */
export async function openExported({ bytes, ports }: Pick<Exported, "bytes" | "ports">): Promise<{
  run(batch: number, inputs: Named<Numbers>, key: NoiseKey): Promise<Named<Numbers>>;
  close(): Promise<void>;
}> {
  const session = await runtime.InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  return {
    run: async (batch, inputs, key) => {
      const feeds: Record<string, runtime.Tensor> = {};
      for (const port of ports.filter(({ kind }) => kind !== "output")) {
        const values = port.kind === "noise" ? noiseFor(port, batch, key) : (inputs[port.path] as Numbers);
        const shape = port.shape.map((d) => (d === "batch" ? batch : Number(d)));
        feeds[port.name] = new runtime.Tensor(port.dtype, values as Float32Array, shape);
      }
      const found = await session.run(feeds);
      const outputs = ports.filter(({ kind }) => kind === "output");
      return Object.fromEntries(outputs.map(({ name, path }) => [path, found[name]?.data as Numbers]));
    },
    close: () => session.release(),
  };
}

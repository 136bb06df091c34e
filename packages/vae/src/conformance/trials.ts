import { fillNoise } from "@elbo/program";
import type { Named, Numbers } from "@elbo/spec";
import type { Assembled, CompileRequest } from "../assembly/assembled.ts";

/** A program of a model with inputs to run it on. */
export interface Trial extends CompileRequest {
  readonly name: string;
  readonly inputs: Named<Numbers>;
}

/** Examples that a generating program makes. */
export const COUNT = 3;
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const normals = (size: number, path: string): Float32Array => {
  const values = new Float32Array(size);
  fillNoise(values, { law: "normal" }, { seed: 23n, step: 0, path: `conformance/${path}` });
  return values;
};

/** Programs that read a batch: the objectives, and everything that looks at examples. */
export function batchTrials(assembled: Assembled, inputs: Named<Numbers>, batch: number): readonly Trial[] {
  const trial = (name: string, request: CompileRequest): Trial => ({ name, inputs, ...request });
  return [
    ...Object.keys(assembled.objectives).map((name) => trial(`objective ${name}`, assembled.objective(name, batch))),
    trial("evaluation", assembled.evaluation(batch)),
    trial("importance", assembled.importance(batch, 3)),
    trial("reconstruction", assembled.reconstruction(batch)),
    trial("encoding", assembled.encoding(batch)),
  ];
}

/** Fields of the condition, each the same small whole numbers. */
export const conditionFor = (assembled: Assembled): Named<Numbers> =>
  Object.fromEntries(
    Object.entries(assembled.parts.condition?.fields ?? {}).map(([name, { shape, dtype }]) => {
      const values = Int32Array.from({ length: COUNT * sizeOf(shape) }, (_, i) => i % 3);
      return [name, dtype === "float32" ? Float32Array.from(values) : values];
    }),
  );

/** Made-up latents, and fields of the condition, as inputs. */
export const latentsFor = (assembled: Assembled): Named<Numbers> => ({
  ...Object.fromEntries(
    assembled.parts.latents.sites.map(({ name, shape }) => [
      `latent/${name}`,
      normals(COUNT * sizeOf(shape), `latent/${name}`),
    ]),
  ),
  ...conditionFor(assembled),
});

/** Programs that generate in one pass, as far as the model's parts can. */
export function generatingTrials(assembled: Assembled): readonly Trial[] {
  const { latents, decoder } = assembled.parts;
  const condition = conditionFor(assembled);
  const drawable = latents.sites.every(({ name }) => latents.stepper?.(name) === undefined);
  const trials: Trial[] = [];
  if (drawable) trials.push({ name: "prior", inputs: condition, ...assembled.prior(COUNT) });
  if (!decoder.stepper) trials.push({ name: "decoding", inputs: latentsFor(assembled), ...assembled.decoding(COUNT) });
  if (drawable && !decoder.stepper)
    trials.push({ name: "generation", inputs: condition, ...assembled.generation(COUNT) });
  return trials;
}

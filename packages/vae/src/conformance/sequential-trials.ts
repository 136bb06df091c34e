import { cpuEngine } from "@elbo/engine";
import type { Input, Named, Numbers } from "@elbo/spec";
import {
  decoderSequence,
  lookupProgram,
  priorSequence,
  type SequentialPrograms,
} from "../programs/sequential-programs.ts";
import type { TestModel } from "./open-models.ts";
import { compileRequest } from "./run-request.ts";
import { COUNT, conditionFor, latentsFor, type Trial } from "./trials.ts";

const previous = Int32Array.of(0, 1, 2);

/** Beginning and second step of one sequence; what the step carries comes from the beginning, run on `cpu`. */
async function trialsOf(
  model: TestModel,
  who: string,
  sequence: SequentialPrograms,
  inputs: Named<Numbers>,
  shapes: Named<Input>,
): Promise<Trial[]> {
  const begin: Trial = {
    name: `${who} begin`,
    program: sequence.begin,
    inputs,
    signature: { inputs: shapes, training: false },
  };
  const runner = await compileRequest(cpuEngine, model, begin);
  const { outputs: carries } = await runner.run(inputs);
  const carried = Object.fromEntries(
    Object.entries(runner.outputs).map(([name, { shape, dtype }]) => [
      name,
      { shape, dtype: dtype === "int32" ? ("int32" as const) : ("float32" as const) },
    ]),
  );
  const steps = (["draw", "mode"] as const).map((pick) => ({
    name: `${who} step, ${pick}`,
    program: sequence.step(pick),
    inputs: { ...carries, previous, index: Int32Array.of(1) },
    signature: {
      inputs: {
        ...carried,
        previous: { shape: [COUNT], dtype: "int32" as const },
        index: { shape: [], dtype: "int32" as const },
      },
      training: false,
    },
  }));
  return [begin, ...steps];
}

/** Programs that draw step by step: a sequential decoder's, a sequential prior's and its look-up of codes. */
export async function sequentialTrials(model: TestModel): Promise<readonly Trial[]> {
  const { assembled } = model;
  const { parts } = assembled;
  const trials: Trial[] = [];
  if (parts.decoder.stepper) {
    const sequence = decoderSequence(parts, parts.decoder.stepper, COUNT);
    const shapes = assembled.decoding(COUNT).signature.inputs;
    trials.push(...(await trialsOf(model, "decoder", sequence, latentsFor(assembled), shapes)));
  }
  const [site] = parts.latents.sites;
  const stepper = site && parts.latents.stepper?.(site.name);
  if (site && stepper) {
    const sequence = priorSequence(parts, site.name, stepper, COUNT);
    trials.push(
      ...(await trialsOf(model, "prior", sequence, conditionFor(assembled), assembled.prior(COUNT).signature.inputs)),
    );
    trials.push({
      name: "look-up",
      program: lookupProgram(parts, site.name),
      inputs: { codes: Int32Array.from({ length: COUNT * sequence.length }, (_, i) => i % 5) },
      signature: { inputs: { codes: { shape: [COUNT, sequence.length], dtype: "int32" } }, training: false },
    });
  }
  return trials;
}

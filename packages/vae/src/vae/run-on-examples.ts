import type { Named } from "@elbo/spec";
import type { CompileRequest } from "../assembly/assembled.ts";
import type { Session } from "../session/session.ts";
import { byField, countExamples, type Examples, exampleBatches } from "./example-batches.ts";

/** More examples than this go through in chunks of it. */
const CHUNK = 100;

/** Runs an evaluation program over examples, in padded chunks, and joins its outputs along the batch axis. */
export async function runOnExamples(
  session: Session,
  name: string,
  request: (batch: number) => CompileRequest,
  examples: Examples,
  seed: bigint,
): Promise<Named<Float32Array>> {
  const { dataset, parts } = session.assembled;
  const given = byField(examples);
  const count = countExamples(given, dataset.fields, Object.keys(parts.condition?.fields ?? {}));
  const joined: Record<string, Float32Array> = {};
  for (const { first, rows, size: chunk, inputs } of exampleBatches(given, dataset.fields, { count, largest: CHUNK })) {
    const out = await session.run(`${name}/${chunk}`, () => request(chunk), inputs, { seed, step: first });
    for (const [output, values] of Object.entries(out)) {
      const size = values.length / chunk;
      joined[output] ??= new Float32Array(count * size);
      (joined[output] as Float32Array).set(values.subarray(0, rows * size), first * size);
    }
  }
  return joined;
}

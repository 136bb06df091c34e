import type { Field, Named, Numbers, Split } from "@elbo/spec";
import { numbersFor } from "../evaluation/read-batches.ts";
import { posteriorProgram } from "../programs/density-programs.ts";
import { sideBySide } from "../sampling/side-by-side.ts";
import type { Session } from "../session/session.ts";

const BATCH = 100;

/** How to encode. */
export interface EncodingOptions {
  readonly seed: bigint;
  readonly pause: () => Promise<void>;
  /** Centres of q(z|x), or one draw each. Default centres. */
  readonly of?: "centres" | "draws";
}

/**
 * Codes of chosen examples: posterior centres, or draws, all sites side by side, `[example, dimension]`: read and encoded in chunks of 100.
 */
export async function encodeAt(
  { assembled, run }: Session,
  split: Split,
  indices: ArrayLike<number>,
  { seed, pause, of = "centres" }: EncodingOptions,
): Promise<{ readonly values: Float32Array; readonly columns: number; readonly fields: Named<Float32Array> }> {
  const { width: columns, join } = sideBySide(assembled.parts.latents);
  const values = new Float32Array(indices.length * columns);
  const scalars = Object.entries(assembled.dataset.fields).filter(([, { shape }]) => shape.length === 0);
  const fields = Object.fromEntries(scalars.map(([name]) => [name, new Float32Array(indices.length)]));
  const { signature } = assembled.encoding(BATCH);
  const [name, request] =
    of === "centres"
      ? (["encoding", () => assembled.encoding(BATCH)] as const)
      : (["posterior", () => ({ program: posteriorProgram(assembled.parts), signature })] as const);
  for (let first = 0; first < indices.length; first += BATCH) {
    const rows = Math.min(BATCH, indices.length - first);
    const at = Int32Array.from({ length: BATCH }, (_, i) => indices[first + Math.min(i, rows - 1)] as number);
    const inputs: Record<string, Numbers> = { weight: new Float32Array(BATCH).fill(1, 0, rows) };
    const read = Object.entries(assembled.dataset.fields).map(([name, field]) => [
      name,
      numbersFor(field as Field, BATCH),
    ]);
    Object.assign(inputs, Object.fromEntries(read));
    await split.read(at, Object.fromEntries(read), { seed, step: 0 });
    const out = await run(`${name}/${BATCH}`, request, inputs, { seed, step: first });
    join(out, rows, values, first);
    for (const [name, into] of Object.entries(fields)) {
      for (let row = 0; row < rows; row++) into[first + row] = inputs[name]?.[row] as number;
    }
    await pause();
  }
  return { values, columns, fields };
}

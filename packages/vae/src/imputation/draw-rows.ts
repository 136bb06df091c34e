import type { Named, NoiseKey, Numbers } from "@elbo/spec";
import { drawnProgram } from "../programs/generation-program.ts";
import type { Session } from "../session/session.ts";
import { sizeClass } from "../session/size-class.ts";
import type { ExampleBatch } from "../vae/example-batches.ts";

/** Which sample a draw of an example takes. */
export interface Chosen {
  readonly draw: number;
  /** Of the batch. */
  readonly row: number;
  readonly sample: number;
}

/** Rows in one pass. */
const ROWS = 1024;

/** Draws x ~ p(x|z) of chosen samples, in passes of one size, and hands each to `take` with its place in `x`. */
export async function drawRows(
  session: Session,
  from: {
    readonly batch: ExampleBatch;
    /** `latent/<site>` `[sample, batch, ...event]`. */
    readonly latents: Named<Float32Array>;
    readonly conditions: readonly string[];
    readonly key: NoiseKey;
  },
  chosen: readonly Chosen[],
  pause: () => Promise<void>,
  take: (chosen: Chosen, x: Numbers, at: number) => void,
): Promise<void> {
  const { batch, latents, conditions, key } = from;
  const { assembled } = session;
  const rows = sizeClass(chosen.length, ROWS);
  const { signature } = assembled.decoding(rows);
  const request = () => ({ program: drawnProgram(assembled.parts, rows), signature });
  for (let first = 0; first < chosen.length; first += rows) {
    const here = chosen.slice(first, first + rows);
    const gather = (values: Numbers, each: number, at: (chosen: Chosen) => number) => {
      const gathered = values.slice(0, 0);
      const out = new (gathered.constructor as new (size: number) => Numbers)(rows * each);
      for (const [i, one] of here.entries()) out.set(values.subarray(at(one) * each, (at(one) + 1) * each), i * each);
      return out;
    };
    const z = Object.entries(latents).map(([name, values]) => {
      const each = (signature.inputs[name]?.shape ?? []).slice(1).reduce((a, b) => a * b, 1);
      return [name, gather(values, each, ({ sample, row }) => sample * batch.size + row)];
    });
    const given = conditions.map((name) => {
      const values = batch.inputs[name] as Numbers;
      return [name, gather(values, values.length / batch.size, ({ row }) => row)];
    });
    const inputs = Object.fromEntries([...z, ...given]) as Named<Numbers>;
    // Passes of one batch share a noise stream: element i of the stream is row i of the batch's draws.
    const { x } = await session.run(`drawing/${rows}`, request, inputs, { ...key, offset: first / rows });
    await pause();
    const width = (x as Numbers).length / rows;
    for (const [i, one] of here.entries()) take(one, x as Numbers, i * width);
  }
}

import type { DecoderStepper, Named, Numbers } from "@elbo/spec";
import { decoderSequence, scoredStep } from "../../programs/sequential-programs.ts";
import { inputsOf } from "../../sampling/run-sequence.ts";
import type { Session } from "../../session/session.ts";
import type { Steps } from "./grow-particles.ts";

/** Rows of numbers in another order, `from[i]` in place i. */
function reordered(values: Numbers, from: Int32Array): Numbers {
  const width = values.length / from.length;
  const into = values.slice();
  for (const [row, source] of from.entries()) {
    into.set(values.subarray(source * width, (source + 1) * width), row * width);
  }
  return into;
}

/** A model's decoder, one token at a time, at latents `latent/<site>` `[row, ...event]` and a condition `[row, ...]`. */
export async function decoderSteps(
  session: Session,
  stepper: DecoderStepper,
  given: Named<Numbers>,
  rows: number,
): Promise<Steps> {
  const { assembled } = session;
  const { inputs: about } = assembled.decoding(rows).signature;
  const inputs = Object.fromEntries(Object.keys(about).map((name) => [name, given[name] as Numbers]));
  const begin = () => ({
    program: decoderSequence(assembled.parts, stepper, rows).begin,
    signature: { inputs: about, training: false },
  });
  const key = { seed: 0n, step: 0 }; // a decoder at given latents draws nothing
  const names = { begin: `restore/tokens/begin/${rows}`, step: `restore/tokens/step/${rows}` };
  const carries = (await session.compiled(names.begin, begin)).outputs;
  let carry: Named<Numbers> = await session.run(names.begin, begin, inputs, key);
  const step = () => ({
    program: scoredStep(assembled.parts, stepper, rows),
    signature: {
      inputs: {
        ...inputsOf(carries),
        previous: { shape: [rows], dtype: "int32" as const },
        index: { shape: [], dtype: "int32" as const },
      },
      training: false,
    },
  });
  return {
    next: async (previous, index) => {
      const { masses, ...next } = await session.run(
        names.step,
        step,
        { ...carry, previous, index: Int32Array.of(index) },
        key,
      );
      carry = next;
      return masses as Numbers;
    },
    branch: (from) => {
      carry = Object.fromEntries(Object.entries(carry).map(([name, values]) => [name, reordered(values, from)]));
    },
  };
}

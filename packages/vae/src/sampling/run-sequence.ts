import type { Named, NoiseKey, Numbers } from "@elbo/spec";
import type { Pick, SequentialPrograms } from "../programs/sequential-programs.ts";
import type { Session } from "../session/session.ts";

/** Outputs of one program as the inputs of the next. */
export const inputsOf = (outputs: Named<{ readonly shape: readonly number[]; readonly dtype: string }>) =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { shape, dtype }]) => [
      name,
      { shape, dtype: dtype as "float32" | "int32" | "bool" },
    ]),
  );

/** Draws a sequence: one compiled step, looped over by the host. Returns tokens `[count, length]`. */
export async function runSequence(
  session: Session,
  name: string,
  sequence: SequentialPrograms,
  options: {
    readonly count: number;
    readonly pick: Pick;
    readonly inputs: Named<Numbers>;
    readonly shapes: Named<{ readonly shape: readonly number[]; readonly dtype: "float32" | "int32" | "bool" }>;
    readonly seed: bigint;
  },
): Promise<Int32Array> {
  const { count, pick, inputs, shapes, seed } = options;
  const begin = () => ({ program: sequence.begin, signature: { inputs: shapes, training: false } });
  const carries = (await session.compiled(`${name}/begin/${count}`, begin)).outputs;
  let carry: Named<Numbers> = await session.run(`${name}/begin/${count}`, begin, inputs, { seed, step: 0 });
  const step = () => ({
    program: sequence.step(pick),
    signature: {
      inputs: {
        ...inputsOf(carries),
        previous: { shape: [count], dtype: "int32" as const },
        index: { shape: [], dtype: "int32" as const },
      },
      training: false,
    },
  });
  const tokens = new Int32Array(count * sequence.length);
  let previous = new Int32Array(count);
  for (let index = 0; index < sequence.length; index++) {
    const key: NoiseKey = { seed, step: index };
    const out = await session.run(
      `${name}/${pick}/${count}`,
      step,
      { ...carry, previous, index: Int32Array.of(index) },
      key,
    );
    const { token, ...next } = out;
    carry = next;
    previous = Int32Array.from(token as Numbers);
    for (let i = 0; i < count; i++) tokens[i * sequence.length + index] = previous[i] as number;
  }
  return tokens;
}

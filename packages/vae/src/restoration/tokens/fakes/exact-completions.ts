import type { Numbers } from "@elbo/spec";
import { annealedProgram } from "../../../programs/density-programs.ts";
import type { Session } from "../../../session/session.ts";

const HALF = 6;
const POINTS = 41;

/**
 * p(x|y) of every filling of `places` with `symbols`, by their tokens: each one's evidence by summing p(z) p(x|z) over a grid of a
 * latent of two numbers, teacher-forced, for all fillings at once.
 */
export async function exactCompletions(
  { assembled, run }: Session,
  { x, "x.length": length }: { readonly x: Int32Array; readonly "x.length": Int32Array },
  { places, symbols }: { readonly places: readonly number[]; readonly symbols: readonly number[] },
): Promise<Map<string, number>> {
  const lines = places.reduce<Int32Array[]>(
    (before, place) => before.flatMap((line) => symbols.map((symbol) => line.with(place, symbol))),
    [x],
  );
  const batch = lines.length;
  const [site] = assembled.parts.latents.sites;
  const name = `latent/${site?.name}`;
  const { inputs } = assembled.evaluation(batch).signature;
  const request = () => ({
    program: annealedProgram(assembled.parts),
    signature: {
      inputs: {
        ...inputs,
        [name]: { shape: [POINTS, batch, 2], dtype: "float32" as const },
        beta: { shape: [], dtype: "float32" as const },
      },
      training: false,
    },
  });
  const at = (i: number) => -HALF + (2 * HALF * i) / (POINTS - 1);
  const evidence = new Float64Array(batch);
  for (let row = 0; row < POINTS; row++) {
    const z = Float32Array.from({ length: POINTS * batch * 2 }, (_, i) =>
      i % 2 === 0 ? at(row) : at(Math.floor(i / 2 / batch)),
    );
    const given = {
      x: Int32Array.from(lines.flatMap((line) => [...line])),
      "x.length": new Int32Array(batch).fill(length[0] as number),
      weight: new Float32Array(batch).fill(1),
      beta: Float32Array.of(1),
      [name]: z,
    };
    const { prior, likelihood } = await run("test/grid", request, given, { seed: 0n, step: 0 });
    for (const [i, log] of (prior as Numbers).entries()) {
      const at_ = i % batch;
      evidence[at_] = (evidence[at_] as number) + Math.exp(log + (likelihood?.[i] as number));
    }
  }
  const total = evidence.reduce((a, b) => a + b, 0);
  return new Map(lines.map((line, i) => [line.join(), (evidence[i] as number) / total]));
}

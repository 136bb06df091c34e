import type { Named, Numbers } from "@elbo/spec";
import { posteriorProgram } from "../programs/density-programs.ts";
import type { Session } from "../session/session.ts";
import { byField, countExamples, type Examples, exampleBatches } from "../vae/example-batches.ts";
import type { Latents } from "./draw-samples.ts";

/** Rows of every field in turn, `count` of them. */
const inTurn = (given: Named<Numbers>, examples: number, count: number): Named<Numbers> =>
  Object.fromEntries(
    Object.entries(given).map(([name, values]) => {
      const width = values.length / examples;
      const into = new (values.constructor as new (length: number) => Numbers)(count * width);
      for (let row = 0; row < count; row++) {
        const from = (row % examples) * width;
        into.set(values.subarray(from, from + width), row * width);
      }
      return [name, into];
    }),
  );

/**
 * Draws of q(z|x) of given examples, taken in turn: what the model holds for possible where they are.
 *
 * @throws ShapeError for fields that do not hold whole examples, or lack what the model is conditioned on.
 */
export const likeLatents =
  (session: Session, examples: Examples): Latents =>
  async ({ count, seed }) => {
    const { dataset, parts, evaluation } = session.assembled;
    const given = byField(examples);
    const many = countExamples(given, dataset.fields, Object.keys(parts.condition?.fields ?? {}));
    const rows = inTurn(given, many, count);
    const [batch] = exampleBatches(rows, dataset.fields, { count, largest: count });
    const request = () => ({ program: posteriorProgram(parts), signature: evaluation(count).signature });
    const out = await session.run(`posterior/${count}`, request, batch?.inputs as Named<Numbers>, { seed, step: 0 });
    return Object.fromEntries(Object.entries(out).filter(([name]) => name.startsWith("latent/")));
  };

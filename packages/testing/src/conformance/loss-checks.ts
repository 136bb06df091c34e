import { eagerContext, fillNoise, initialise } from "@elbo/program";
import type { Loss, Named, Term } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { exactEvidence, linearGaussianModel } from "../fakes/linear-gaussian-model.ts";
import type { Check } from "./check.ts";

/** Examples `[count, 1]` of the linear-Gaussian model's evidence. */
const examples = (count: number): Float32Array => {
  const x = new Float32Array(count);
  fillNoise(x, { law: "normal" }, { seed: 21n, step: 0, path: "loss-suite" });
  return x.map((v) => 1.7 * v);
};

interface Run {
  readonly terms: Named<{
    readonly value: Float32Array;
    readonly shape: readonly number[];
    readonly over: Term["over"];
    readonly weight: number;
  }>;
}

const run = (loss: Loss, objective: string, count: number, step: number, knobs: Named<number>): Run =>
  tf.tidy(() => {
    const { context } = eagerContext({ seed: 5n, step, knobs });
    const batch = { x: tf.tensor(examples(count), [count, 1]), weight: tf.ones([count]) };
    const terms = (loss.objectives[objective] as Loss["objectives"][string]).terms(
      initialise(loss.params, { seed: 3n }),
      linearGaussianModel(),
      batch,
      context,
    );
    return {
      terms: Object.fromEntries(
        Object.entries(terms).map(([name, { value, over, weight = 1 }]) => [
          name,
          {
            value: Float32Array.from(value.dataSync()),
            shape: value.shape,
            over,
            weight: typeof weight === "number" ? weight : (knobs[weight.knob] as number),
          },
        ]),
      ),
    };
  }) as never;

const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/**
 * What a bound must hold to on a model whose evidence is known: never above it in expectation, per example, terms of
 * the right shape, and (for terms called `kl`) the KL of the model's posterior. `bound`: names of the terms that make
 * up the bound; others are penalties.
 */
export function lossChecks(
  loss: Loss,
  {
    objective,
    bound,
    knobs = {},
  }: { readonly objective: string; readonly bound: readonly string[]; readonly knobs?: Named<number> },
): Check[] {
  const count = 400;
  return [
    {
      name: "gives per-example terms that do not depend on the size of the batch",
      run: () => {
        // Noise of several draws depends on the size of the batch, so means are compared: a division by it would halve them.
        const [small, large] = [run(loss, objective, 300, 0, knobs), run(loss, objective, 600, 0, knobs)];
        for (const [name, term] of Object.entries(small.terms)) {
          if (term.over === "batch") {
            expect(term.value.length, name).toBe(1);
            continue;
          }
          expect(term.shape.at(-1), `batch axis of ${name}`).toBe(300);
          const draws = term.value.length / 300;
          const firstOf = (values: Float32Array, size: number) =>
            meanOf(Array.from({ length: draws }, (_, s) => [...values.subarray(s * size, s * size + 300)]).flat());
          const [a, b] = [meanOf(term.value), firstOf((large.terms[name] as { value: Float32Array }).value, 600)];
          expect(Math.abs(a - b), name).toBeLessThan(0.15 * Math.abs(a) + 1e-4);
        }
      },
    },
    {
      name: "stays below the exact evidence and close to it",
      run: () => {
        const steps = 40;
        let total = 0;
        for (let step = 0; step < steps; step++) {
          const { terms } = run(loss, objective, count, step, knobs);
          for (const name of bound) total += meanOf((terms[name] as { value: Float32Array }).value) / steps;
        }
        const evidence = meanOf(examples(count).map((x) => exactEvidence(x)));
        expect(-total).toBeLessThan(evidence + 0.01);
        expect(-total).toBeGreaterThan(evidence - 0.25);
      },
    },
    {
      name: "has the KL of the posterior, where it reports one",
      run: () => {
        const { terms } = run(loss, objective, count, 0, knobs);
        if (!terms.kl || terms.kl.over === "batch") return;
        const exact = examples(count).map((x) => 0.5 * (0.36 + (0.45 * x) ** 2 - 1 - Math.log(0.36)));
        expect(Math.abs(meanOf(terms.kl.value) - meanOf(exact))).toBeLessThan(0.08);
      },
    },
    {
      name: "moves known groups, none twice",
      run: () => {
        const moves = Object.values(loss.objectives).flatMap((o) => o.moves);
        expect(new Set(moves).size).toBe(moves.length);
        for (const group of moves) expect(["encoder", "decoder", "prior", "loss"]).toContain(group);
      },
    },
  ];
}

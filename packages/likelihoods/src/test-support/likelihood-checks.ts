import { eagerContext, fillNoise, initialise } from "@elbo/program";
import {
  ConfigError,
  type Definition,
  type Distribution,
  type Field,
  type Likelihood,
  type Named,
  type Wiring,
} from "@elbo/spec";
import { type Check, centralDifference, configChecks, expectClose } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { z } from "zod";
import { betaBinomialLikelihood } from "../beta-binomial.ts";
import { categoricalLikelihood } from "../categorical.ts";
import { gaussianLikelihood } from "../gaussian.ts";
import { logNormalLikelihood } from "../log-normal.ts";
import { negativeBinomialLikelihood } from "../negative-binomial.ts";
import { ordinalLikelihood } from "../ordinal.ts";
import { poissonLikelihood } from "../poisson.ts";

const nestable = [
  betaBinomialLikelihood,
  categoricalLikelihood,
  gaussianLikelihood,
  logNormalLikelihood,
  negativeBinomialLikelihood,
  ordinalLikelihood,
  poissonLikelihood,
] as unknown as readonly Definition<{ kind: string }, Likelihood>[];

const nothing = () => z.never();

/** The schema of nested likelihoods. */
export const slot = () =>
  z.discriminatedUnion("kind", nestable.map((each) => each.config(nothing)) as never) as z.ZodType;

/** A wiring of one field x, of which some may be missing. */
export function wiringOf(x: Field | undefined): Wiring {
  const known = { features: {}, latents: {}, outputs: {} };
  const part: Wiring["part"] = (_family, config, more = {}) => {
    const { kind } = config as { kind: string };
    const definition = nestable.find((each) => each.kind === kind) as (typeof nestable)[number];
    return definition.create(config as never, wiringOf(more.fields?.x ?? x)) as never;
  };
  const mask: Field = { shape: x?.shape ?? [], dtype: "float32", support: "binary" };
  return { ...known, fields: x ? { x, "x.mask": mask } : {}, part };
}

/** Creates a likelihood from its options. */
export const make = (definition: Definition, options: object, x: Field | undefined): Likelihood =>
  definition.create(definition.config(slot).parse({ kind: definition.kind, ...options }), wiringOf(x)) as Likelihood;

/** Made-up outputs of a decoder, N(0, 1), `[sample, batch, ...output]`. */
export const outputsOf = (likelihood: Likelihood, lead: readonly number[] = [2, 3]): Named<tf.Tensor> =>
  Object.fromEntries(
    Object.entries(likelihood.outputs).map(([name, shape]) => {
      const full = [...lead, ...shape];
      const values = new Float32Array(full.reduce((a, b) => a * b, 1));
      fillNoise(values, { law: "normal" }, { seed: 9n, step: 0, path: name });
      return [name, tf.tensor(values, full)];
    }),
  );

/** p(x|z) at initial parameters and made-up outputs. */
export const elementsOf = (likelihood: Likelihood, outputs = outputsOf(likelihood)): Distribution =>
  likelihood.elements(initialise(likelihood.params), outputs, eagerContext().context);

/** What every likelihood holds to, on data `x` with examples `value` `[batch, ...x]`. */
export function likelihoodChecks(
  definition: Definition,
  options: object,
  { x, value }: { readonly x: Field; readonly value: () => tf.Tensor },
): Check[] {
  const score = (p: Distribution) => (p.logProb as NonNullable<Distribution["logProb"]>)(tf.expandDims(value(), 0));
  return [
    ...configChecks(definition, options as Record<string, unknown>),
    {
      name: "gives one finite event per element, and something to show, and draws that it scores",
      run: () => {
        const p = elementsOf(make(definition, options, x));
        const shape = [2, 3, ...x.shape];
        expect([p.batchShape, p.eventShape, score(p).shape]).toEqual([shape, [], shape]);
        expect(Array.from(score(p).dataSync()).every(Number.isFinite)).toBe(true);
        expect((p.mean?.() ?? p.mode?.())?.shape).toEqual(shape);
        const draw = p.draw?.(4, eagerContext({ seed: 3n }).context);
        expect(draw?.value.shape).toEqual([4, ...shape]);
        expectClose(draw?.logProb as tf.Tensor, p.logProb?.(draw?.value as tf.Tensor) as tf.Tensor, 1e-4);
      },
    },
    {
      name: "states that its elements have a mean, and draws with a gradient, where they do",
      run: () => {
        const likelihood = make(definition, options, x);
        const p = elementsOf(likelihood);
        // Of columns side by side "mean" is what to show, which for categories is no mean.
        const seen = { mean: p.mean !== undefined && x.support !== "mixed", pathwise: p.gradient === "pathwise" };
        const stated = (fact: "mean" | "pathwise") => likelihood.offers?.includes(fact) ?? false;
        expect({ mean: stated("mean"), pathwise: stated("pathwise") }).toEqual(seen);
      },
    },
    {
      name: "has gradients to its outputs and parameters that match central differences, and none when frozen",
      run: () => {
        const likelihood = make(definition, options, x);
        const outputs = outputsOf(likelihood, [1, 3]);
        const params = initialise(likelihood.params);
        for (const [name, at] of Object.entries(outputs)) {
          const all = (own: tf.Tensor, frozen = false) => {
            const p = likelihood.elements(params, { ...outputs, [name]: own }, eagerContext().context);
            return tf.sum(score(frozen ? (p.frozen?.() as Distribution) : p));
          };
          const f = (own: tf.Tensor) => all(own);
          expectClose(tf.grad(f)(at), centralDifference(f, at), 2e-3);
          const still = tf.grad((own) => tf.add(all(own, true), tf.mul(tf.sum(own), 0)))(at);
          expect(Math.max(...still.dataSync().map(Math.abs))).toBe(0);
        }
      },
    },
    {
      name: "refuses data without a field x",
      run: () => expect(() => make(definition, options, undefined)).toThrow(ConfigError),
    },
  ];
}

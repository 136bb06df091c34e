import { normalDiagonal, standardNormal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import { type Definition, type Distribution, NotSupportedError, type Prior, type Transport } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { gaussianFacts, gaussianPosterior } from "../posteriors/gaussian.ts";
import { vqPosterior } from "../posteriors/vq.ts";
import { moved } from "../transports/moved.ts";
import { createSingle, singleLatents } from "./single.ts";

beforeAll(useCpu);

const gaussian = { kind: "gaussian", dimension: 2, logVarianceRange: [-14, 6] };
const vq = vqPosterior.config(() => z.any()).parse({ kind: "vq", shape: [2, 2, 3], codes: 5 });

/** Priors that say what they were given. */
const fakePrior = (kind: string): Definition<never, Prior> => ({
  family: "prior",
  kind,
  summary: kind,
  config: () => z.never(),
  create: (_config, wiring) => ({
    params: { offset: { shape: [], init: () => new Float32Array([2]) } },
    reads: ["label"],
    knobs: { heat: () => 1 },
    distribution: ({ offset }, given): Distribution => ({
      ...standardNormal(wiring.site?.shape ?? []),
      parameters: { offset: offset as unknown as tf.Tensor, codes: tf.scalar(given.codebook?.size ?? 0) },
    }),
    stepper: {
      length: 7,
      begin: (values, given) => ({
        offset: values.offset as unknown as tf.Tensor,
        size: tf.scalar(given.codebook?.size ?? 0),
      }),
      step: (values, carry) => ({
        distribution: standardNormal([1]),
        carry: { ...carry, offset: values.offset as unknown as tf.Tensor },
      }),
    },
  }),
});

/** z -> scale z + shift(feature): the log density falls by d log scale. */
const affine: Definition<{ kind: string; scale: number }, Transport> = {
  family: "transport",
  kind: "affine",
  summary: "affine",
  config: () => z.strictObject({ kind: z.string(), scale: z.number() }),
  create: ({ scale }, wiring) => ({
    params: { shift: { shape: wiring.site?.shape ?? [], init: (shape) => new Float32Array(shape[0] ?? 1).fill(3) } },
    features: { context: [2] },
    move: (values, from, features) => ({
      value: tf.add(
        tf.mul(scale, from.value),
        tf.add(values.shift as unknown as tf.Tensor, features.context as tf.Tensor),
      ),
      logProb: tf.sub(from.logProb, 2 * Math.log(scale)),
    }),
    ...(scale > 0 && {
      back: (values, value, features) => ({
        value: tf.div(
          tf.sub(value, tf.add(values.shift as unknown as tf.Tensor, features.context as tf.Tensor)),
          scale,
        ),
        logDet: tf.fill(value.shape.slice(0, 2), -2 * Math.log(scale)),
      }),
    }),
  }),
};
const wiring = () =>
  fakeWiring([
    gaussianPosterior,
    vqPosterior,
    affine,
    fakePrior("standard-normal"),
    fakePrior("codes-uniform"),
    fakePrior("other"),
  ] as never);
const make = (config: object, wired = wiring()) =>
  createSingle({ kind: "single", transports: [], ...config } as never, wired);
const features = () => ({ mean: tf.tensor([[1, 2]]), "log-variance": tf.tensor([[0.5, -1]]) });

describe("single", () => {
  it("wires posterior, then transports, then prior with the site", () => {
    const wired = wiring();
    const latents = make({ posterior: gaussian, transports: [{ kind: "affine", scale: 2 }] }, wired);
    expect(wired.created.map((one) => one.site)).toEqual([
      undefined,
      { name: "z", shape: [2] },
      { name: "z", shape: [2] },
    ]);
    expect(latents.sites).toEqual([{ name: "z", shape: [2] }]);
    expect(latents.features).toEqual({ mean: [2], "log-variance": [2], "transport0.context": [2] });
    expect(latents.reads).toEqual(["label"]);
    expect(Object.keys(latents.knobs ?? {})).toEqual(["prior/heat"]);
  });

  it("keeps what makes q in the posterior's group and p in the prior's", () => {
    const { params } = make({ posterior: vq, prior: { kind: "other" } });
    expect(Object.keys(params.posterior.posterior)).toEqual(["codebook", "counts"]);
    expect(params.posterior.transports).toEqual({});
    expect(Object.keys(params.prior)).toEqual(["offset"]);
  });

  it("is the posterior itself without transports", () => {
    const latents = make({ posterior: gaussian });
    const values = initialise(latents.params);
    const { context } = eagerContext();
    const q = latents.posterior(values, "z", null, features(), fakeGiven(), context);
    const plain = normalDiagonal({ mean: tf.tensor([[1, 2]]), logVariance: tf.tensor([[0.5, -1]]), eventAxes: 1 });
    const at = tf.tensor([[[0.3, 0.4]]]);
    expectClose(q.logProb?.(at) as tf.Tensor, plain.logProb(at), 1e-6);
    expect(latents.advance(values, "z", null, at, context)).toBe(null);
  });

  it("applies transports in order, with their own features and values, and keeps the density of the path", () => {
    const latents = make({
      posterior: gaussian,
      transports: [
        { kind: "affine", scale: 2 },
        { kind: "affine", scale: 5 },
      ],
    });
    const values = initialise(latents.params);
    const context = tf.tensor([[0.25, -0.5]]);
    const all = { ...features(), "transport0.context": context, "transport1.context": tf.mul(2, context) };
    const q = latents.posterior(values, "z", null, all, fakeGiven(), eagerContext().context);
    expect([q.family, q.gradient]).toEqual(["transported", "pathwise"]);
    const draw = q.draw?.(40, eagerContext({ seed: 3n }).context) as { value: tf.Tensor; logProb: tf.Tensor };
    // 5 (2 z0 + 3 + c) + 3 + 2 c
    const law = normalDiagonal({
      mean: tf.tensor([[10 * 1 + 18 + 7 * 0.25, 10 * 2 + 18 - 7 * 0.5]]),
      logVariance: tf.tensor([[0.5 + 2 * Math.log(10), -1 + 2 * Math.log(10)]]),
      eventAxes: 1,
    });
    expectClose(draw.logProb, law.logProb(draw.value), 1e-5);
    const elsewhere = tf.tensor([[[3, -4]], [[0, 0]]]);
    expectClose(q.logProb?.(elsewhere) as tf.Tensor, law.logProb(elsewhere), 1e-5);
    expect(latents.facts.z?.posterior).toContain("scored");
  });

  it("holds a moved density fixed: the same value, and a gradient to the value alone", () => {
    const latents = make({ posterior: gaussian, transports: [{ kind: "affine", scale: 2 }] });
    const values = initialise(latents.params);
    const at = (context: tf.Tensor, mean: tf.Tensor, frozen: boolean) => {
      const all = { mean, "log-variance": tf.tensor([[0.5, -1]]), "transport0.context": context };
      const q = latents.posterior(values, "z", null, all, fakeGiven(), eagerContext().context);
      return frozen ? (q.frozen?.() as Distribution) : q;
    };
    const [z, context, mean] = [tf.tensor([[[3, -4]]]), tf.tensor([[0.3, 0.1]]), tf.tensor([[1, 2]])];
    const scored = (frozen: boolean) => (z_: tf.Tensor, c: tf.Tensor, m: tf.Tensor) =>
      tf.sum(at(c, m, frozen).logProb?.(z_) as tf.Tensor) as tf.Scalar;
    expectClose(scored(true)(z, context, mean), scored(false)(z, context, mean), 1e-6);
    const whole = tf.grads(scored(false))([z, context, mean]);
    expect(whole.every((g) => Math.min(...tf.abs(g).dataSync()) > 1e-3)).toBe(true);
    expectClose(tf.grad((z_) => scored(true)(z_, context, mean))(z), whole[0] as tf.Tensor, 1e-5);
    const { grads } = tf.engine().gradients(() => scored(true)(z, context, mean), [context, mean], undefined, true);
    expect(grads.map((g) => g?.dataSync().every((v) => v === 0) ?? true)).toEqual([true, true]);
  });

  it("has a density of own draws only as soon as one transport does not know its way back", () => {
    const latents = make({
      posterior: gaussian,
      transports: [
        { kind: "affine", scale: 2 },
        { kind: "affine", scale: -1 },
      ],
    });
    const all = { ...features(), "transport0.context": tf.zeros([1, 2]), "transport1.context": tf.zeros([1, 2]) };
    const values = initialise(latents.params);
    const q = latents.posterior(values, "z", null, all, fakeGiven(), eagerContext().context);
    expect(q.logProb).toBeUndefined();
    expect(latents.facts.z?.posterior).not.toContain("scored");
  });

  it("hands the codes of a quantising posterior to its prior, at wiring, in the density and in the stepper", () => {
    const wired = wiring();
    const latents = make({ posterior: vq }, wired);
    expect(wired.created[1]?.site).toEqual({ name: "z", shape: [2, 2, 3], codes: { size: 5, shape: [2, 2] } });
    expect(latents.facts).toEqual({ z: { posterior: ["codes", "alone", "law"], prior: [] } });
    const values = initialise(latents.params);
    const p = latents.prior(values, "z", null, fakeGiven(), eagerContext().context);
    expectClose(p.parameters.codes as tf.Tensor, 5, 0);
    expectClose(p.parameters.offset as tf.Tensor, 2, 0);
    const stepper = latents.stepper?.("z");
    expect(stepper?.length).toBe(7);
    const carry = stepper?.begin(values, fakeGiven(), eagerContext().context);
    expectClose(carry?.size as tf.Tensor, 5, 0);
    const index = tf.scalar(0, "int32");
    const next = stepper?.step(values, {}, tf.zeros([1], "int32"), index, eagerContext().context);
    expectClose(next?.carry.offset as tf.Tensor, 2, 0);
    expect(latents.codebook?.(values, "z")?.size).toBe(5);
  });

  it("has no codebook for a continuous posterior", () => {
    const latents = make({ posterior: gaussian });
    expect(latents.codebook?.(initialise(latents.params), "z")).toBeUndefined();
    expect(latents.facts.z?.posterior).toEqual(["real", "alone", ...gaussianFacts]);
  });

  it("refuses unknown options", () => {
    const schema = singleLatents.config(() => z.object({ kind: z.string() }));
    expect(schema.parse({ kind: "single", posterior: { kind: "vq" } })).toMatchObject({ transports: [] });
    expect(schema.safeParse({ kind: "single", posterior: { kind: "vq" }, flows: [] }).success).toBe(false);
  });
});

describe("moved", () => {
  it("refuses a base that cannot be drawn", () => {
    const { draw: _, ...silent } = standardNormal([2]);
    const q = moved(silent, "affine", { move: (draw) => draw });
    expect(() => q.draw?.(1, eagerContext().context)).toThrow(NotSupportedError);
  });
});

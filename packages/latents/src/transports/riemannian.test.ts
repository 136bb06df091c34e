import { normalDiagonal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import type { Batch, Context, Draw, Given, Values } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { torch } from "../../fixtures/torch.ts";
import { createHamiltonian } from "./hamiltonian.ts";
import { centroidMetric } from "./metric.ts";
import { createRiemannian, type RiemannianConfig, type RiemannianParams, riemannianTransport } from "./riemannian.ts";

beforeAll(useCpu);

const schema = () =>
  riemannianTransport.config(() => {
    throw new Error("no slots");
  });
const options = (more: Partial<RiemannianConfig> = {}): RiemannianConfig =>
  schema().parse({ kind: "riemannian", ...more });
const field = { shape: [5], dtype: "float32", support: "binary" } as const;
const wiring = (latent: number) => ({ site: { name: "z", shape: [latent] }, fields: { x: field } });
const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);
const withMomentum = (momentum: tf.Tensor): Context => {
  const context: Context = { ...eagerContext().context, noise: () => momentum };
  return { ...context, at: () => context };
};
const normalAt = (mean: tf.Tensor) => ({ z: normalDiagonal({ mean, scale: tf.scalar(1), eventAxes: 1 }) });

/** log N(z; 0, I) + Bernoulli(x; tanh(z first) last), `[sample, batch]`. */
const logJoint = (z: tf.Tensor, x: tf.Tensor, first: tf.Tensor, last: tf.Tensor) => {
  const [sample, batch, latent] = z.shape as [number, number, number];
  const rows = tf.reshape(z, [sample * batch, latent]);
  const logits = tf.reshape(tf.matMul(tf.tanh(tf.matMul(rows, first)), last), [sample, batch, -1]);
  const prior = tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), 2)), latent * halfLog2Pi);
  return tf.add(prior, tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 2));
};

/** One pass of the model of the fixture, with any input replaced. */
function passOf() {
  const t = torch("transports/fixtures/riemannian.json");
  const size = { steps: 2, maxStepSize: 0.3, stepSize: 0.1, iterations: 3, tempering: 0.5 };
  const metric = { centroids: 4, hidden: [3], activation: "tanh" as const, temperature: 1.3, regularisation: 0.2 };
  const transport = createRiemannian(options({ ...size, ...metric }), wiring(2));
  const pass = (replaced: Record<string, tf.Tensor>) => {
    const value = (name: string) => replaced[name] ?? t(name);
    const joint = (z: tf.Tensor) => logJoint(z, t("x"), value("first"), value("last"));
    const q = normalDiagonal({ mean: value("mean"), logVariance: value("logVariance"), eventAxes: 1 });
    const from = q.draw(2, withMomentum(t("noise")));
    const encode = (batch: Batch) => normalAt(tf.matMul(batch.x as tf.Tensor, value("means")));
    const given = fakeGiven({ lead: [3], encode, logJoint: ({ z }) => joint(z as tf.Tensor) });
    const layer = (name: string) => ({ weight: value(`${name}Weight`), bias: value(`${name}Bias`) });
    const net = {
      trunk: { layer0: layer("trunk"), activation0: {} },
      heads: { diagonal: layer("diagonal"), below: layer("below") },
    };
    const params = {
      steps: { stepSize: value("stepSize"), tempering: value("tempering") },
      centroids: { examples: t("examples"), metric: net },
    } as unknown as Values<RiemannianParams>;
    const moved = transport.move(params, from, {}, given, withMomentum(t("momentum")));
    return { moved, objective: () => tf.sum(tf.sub(joint(moved.value), moved.logProb)) };
  };
  return { t, pass };
}

describe("riemannian beside pythae and PyTorch in float64", () => {
  const net = ["trunk", "diagonal", "below"].flatMap((name) => [`${name}Weight`, `${name}Bias`]);
  const names = ["mean", "logVariance", "first", "last", "stepSize", "tempering", "means", ...net];

  it("has pythae's metric, Hamiltonian and slopes", () => {
    const { t } = passOf();
    const centroids = tf.matMul(t("examples"), t("means"));
    const metric = centroidMetric({ centroids, matrices: t("matrices"), temperature: 1.3, regularisation: 0.2 });
    const [z, rho, x] = [t("start/z"), t("start/rho"), tf.tile(t("x"), [2, 1])];
    const joint = (at: tf.Tensor) => tf.squeeze(logJoint(tf.expandDims(at, 0), x, t("first"), t("last")), [0]);
    const place = metric(z);
    expectClose(tf.matMul(place.factor, place.factor, false, true), t("start/inverse"), 1e-5);
    expectClose(tf.mul(2, place.halfLogDet), t("start/logDet"), 1e-5);
    expectClose(tf.neg(place.halfLogDet), t("start/logVolume"), 1e-5);
    expectClose(place.velocity(rho), t("start/velocity"), 1e-5);
    expectClose(tf.sub(place.slope(rho), tf.grad((at) => tf.sum(joint(at)))(z)), t("start/slope"), 1e-5);
    const energy = tf.add(place.halfLogDet, tf.mul(0.5, tf.sum(tf.mul(rho, place.velocity(rho)), 1)));
    expectClose(tf.sub(energy, joint(z)), t("start/hamiltonian"), 1e-5);
  });

  it("moves draws along the same steps, by the same density along the path", () => {
    const { t, pass } = passOf();
    expectClose(pass({}).moved.value, t("value"), 1e-5);
    expectClose(pass({}).moved.logProb, t("logProb"), 1e-5);
  });

  it.each(names)("agrees with PyTorch and central differences in the gradient to %s", (name) => {
    const { t, pass } = passOf();
    const f = (x: tf.Tensor) => pass({ [name]: x }).objective();
    const gradient = tf.grad(f)(t(name));
    expectClose(gradient, t(`gradient/${name}`), 1e-4);
    expectClose(gradient, centralDifference(f, t(name)), 1e-2);
  });
});

describe("riemannian far from all centroids", () => {
  const move = (regularisation: number, stepSize: number, tempering: number | undefined) => {
    const more = tempering ? { tempering } : {};
    const x = tf.tensor2d([1, 0, 1, 1, 0, 0, 1, 0, 0, 1], [2, 5]);
    const [first, last] = [tf.tensor2d([0.5, -1, 0.8, 0.3], [2, 2]), tf.mul(0.3, tf.reshape(tf.range(-5, 5), [2, 5]))];
    const encode = () => normalAt(tf.fill([3, 2], 1e3));
    const given = fakeGiven({ lead: [2], encode, logJoint: ({ z }) => logJoint(z as tf.Tensor, x, first, last) });
    const q = normalDiagonal({ mean: tf.tensor2d([0.3, -0.5, 0.1, 1], [2, 2]), scale: tf.scalar(0.7), eventAxes: 1 });
    const from = q.draw(3, eagerContext({ seed: 4n }).context);
    const curved = createRiemannian(
      options({ stepSize, maxStepSize: 1, regularisation, centroids: 3, ...more }),
      wiring(2),
    );
    const flat = createHamiltonian(
      {
        kind: "hamiltonian",
        steps: 3,
        perDimension: true,
        stepSize: stepSize * Math.sqrt(regularisation),
        maxStepSize: 1,
        ...more,
      },
      wiring(2),
    );
    const context = () => eagerContext({ seed: 5n }).context;
    return [
      curved.move(initialise(curved.params), from, {}, given, context()),
      flat.move(initialise(flat.params), from, {}, given, context()),
    ] as const;
  };

  it.each([
    [1, undefined],
    [1, 0.4],
    [0.25, 0.4],
  ])("is the Hamiltonian transport, its steps times sqrt(lambda): lambda %s, tempering %s", (lambda, tempering) => {
    const [curved, flat] = move(lambda, 0.2, tempering);
    expectClose(curved.value, flat.value, 1e-6);
    expectClose(curved.logProb, flat.logProb, 1e-6);
  });
});

/** x ~ N(2 z, 0.5^2), z ~ N(0, 1): the evidence is N(x; 0, 4.25). */
const linearGaussian =
  (x: tf.Tensor): Given["logJoint"] =>
  ({ z }) => {
    const value = tf.sum(z as tf.Tensor, 2);
    const likelihood = tf.mul(-2, tf.square(tf.sub(x, tf.mul(2, value))));
    return tf.add(tf.add(tf.mul(-0.5, tf.square(value)), likelihood), -2 * halfLog2Pi - Math.log(0.5));
  };

describe("riemannian as an importance sampler", () => {
  it.each([
    [3, undefined, 0.1],
    [3, 0.3, 0.1],
    [1, 0.3, 0.3], // far from convergence: the determinant makes up for it
  ])(
    "weights average to the exact evidence, within four standard errors (%i iterations, tempering %s, step %s)",
    (iterations, tempering, stepSize) => {
      const n = 8000;
      const x = tf.tensor([1.5, -0.7]);
      const size = {
        steps: 2,
        iterations,
        stepSize,
        maxStepSize: 1,
        centroids: 3,
        hidden: [3],
        ...(tempering ? { tempering } : {}),
      };
      const transport = createRiemannian(options(size), wiring(1));
      const { context } = eagerContext({ seed: 6n });
      const q = normalDiagonal({ mean: tf.tensor([[0.3], [0.2]]), scale: tf.tensor([[0.8], [0.9]]), eventAxes: 1 });
      const joint = linearGaussian(x);
      const encode = () => normalAt(tf.tensor2d([0.8, -0.3, 0.1], [3, 1]));
      const given = fakeGiven({ lead: [2], encode, logJoint: joint });
      const base = q.draw(n, context.at("base"));
      const moved = transport.move(initialise(transport.params), base, {}, given, context.at("move"));
      expect(tf.mean(tf.abs(tf.sub(moved.value, base.value))).dataSync()[0]).toBeGreaterThan(0.1);
      const weights = (draw: Draw) => tf.exp(tf.sub(joint({ z: draw.value }), draw.logProb));
      const { mean, variance } = tf.moments(weights(moved), 0);
      const [found, spread] = [mean.dataSync(), variance.dataSync()];
      x.dataSync().forEach((value, i) => {
        const evidence = Math.exp(-0.5 * (value ** 2 / 4.25 + Math.log(4.25)) - halfLog2Pi);
        const error = Math.sqrt((spread[i] as number) / n);
        expect(error / evidence).toBeLessThan(0.03);
        expect(Math.abs((found[i] as number) - evidence)).toBeLessThan(4 * error);
      });
    },
  );
});

describe("riemannian's parameters and refusals", () => {
  it("starts its metric at training examples, which no gradient moves", () => {
    const { params } = createRiemannian(options({ centroids: 2 }), wiring(2));
    const { examples } = params.centroids;
    expect(examples).toMatchObject({
      shape: [2, 5],
      state: true,
      examples: { field: "x", count: 2, draw: "metric/z" },
    });
    const values = Float32Array.from({ length: 10 }, (_, i) => i);
    expectClose(initialise(params, { examples: { "centroids/examples": values } }).centroids.examples, values, 0);
  });

  it("refuses too many latents, fields that are not real, and conditions of the encoder", () => {
    expect(() => createRiemannian(options(), wiring(33))).toThrow(/at most 32 latents, got 33/);
    expect(() => createRiemannian(options({ field: "y" }), wiring(2))).toThrow(/no field "y"/);
    const tokens = { x: { shape: [5], dtype: "int32", support: "tokens" } } as const;
    expect(() => createRiemannian(options(), { ...wiring(2), fields: tokens })).toThrow(/x: int32/);
    const condition = { width: 2, of: ["label"], into: ["encoder"] } as const;
    expect(() => createRiemannian(options(), { ...wiring(2), condition })).toThrow(
      /condition.into without the encoder/,
    );
  });

  it("says which posterior has no mean", () => {
    const transport = createRiemannian(options({ centroids: 2 }), wiring(1));
    const { mean: _, mode: __, ...law } = normalAt(tf.zeros([2, 1])).z;
    const given = fakeGiven({ encode: () => ({ z: law }) });
    const draw = { value: tf.zeros([1, 1, 1]), logProb: tf.zeros([1, 1]) };
    const move = () => transport.move(initialise(transport.params), draw, {}, given, eagerContext().context);
    expect(move).toThrow(/a posterior with a mean at site z, got family "normal-diagonal"/);
  });

  it("has a strict schema", () => {
    expect(options()).toMatchObject({ steps: 3, iterations: 3, temperature: 1.5, regularisation: 0.01 });
    expect(schema().safeParse({ kind: "riemannian", iterations: 0 }).success).toBe(false);
    expect(schema().safeParse({ kind: "riemannian", regularisation: 0 }).success).toBe(false);
    expect(schema().safeParse({ kind: "riemannian", stepSize: 0.2 }).success).toBe(false);
  });
});

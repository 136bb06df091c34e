import { normalDiagonal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import type { Context, Draw, Given } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { torch } from "../../fixtures/torch.ts";
import { createHamiltonian, type HamiltonianConfig, hamiltonianTransport } from "./hamiltonian.ts";

beforeAll(useCpu);

const schema = () =>
  hamiltonianTransport.config(() => {
    throw new Error("no slots");
  });
const options = (more: Partial<HamiltonianConfig> = {}): HamiltonianConfig =>
  schema().parse({ kind: "hamiltonian", ...more });
const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/** log N(z; 0, I) + Bernoulli(x; tanh(z first) last), `[sample, batch]`. */
const logJoint = (z: tf.Tensor, x: tf.Tensor, first: tf.Tensor, last: tf.Tensor) => {
  const [sample, batch, latent] = z.shape as [number, number, number];
  const rows = tf.reshape(z, [sample * batch, latent]);
  const logits = tf.reshape(tf.matMul(tf.tanh(tf.matMul(rows, first)), last), [sample, batch, -1]);
  const prior = tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), 2)), latent * halfLog2Pi);
  return tf.add(prior, tf.sum(tf.sub(tf.mul(x, logits), tf.softplus(logits)), 2));
};

/** A context whose momentum is given. */
const withMomentum = (momentum: tf.Tensor): Context => ({ ...eagerContext().context, noise: () => momentum });

/** One pass of the model of the fixture, with any input replaced. */
function passOf(file: string, tempering: boolean) {
  const t = torch(`transports/fixtures/${file}.json`);
  const transport = createHamiltonian(options({ steps: 3, ...(tempering ? { tempering: 0.5 } : {}) }), {
    site: { name: "z", shape: [2] },
  });
  const pass = (replaced: Record<string, tf.Tensor>) => {
    const value = (name: string) => replaced[name] ?? t(name);
    const joint = (z: tf.Tensor) => logJoint(z, t("x"), value("first"), value("last"));
    const q = normalDiagonal({ mean: value("mean"), logVariance: value("logVariance"), eventAxes: 1 });
    const from = q.draw(2, withMomentum(t("noise")));
    const given = fakeGiven({ lead: [3], logJoint: ({ z }) => joint(z as tf.Tensor) });
    const params = { stepSize: value("stepSize"), ...(tempering ? { tempering: value("tempering") } : {}) };
    const moved = transport.move(params, from, {}, given, withMomentum(t("momentum")));
    return { moved, objective: () => tf.sum(tf.sub(joint(moved.value), moved.logProb)) };
  };
  return { t, pass };
}

describe.each([
  ["hamiltonian", false],
  ["hamiltonian-tempered", true],
] as const)("%s", (file, tempering) => {
  const names = ["mean", "logVariance", "first", "last", "stepSize", ...(tempering ? ["tempering"] : [])];

  it("agrees with PyTorch in float64: value, density along the path", () => {
    const { t, pass } = passOf(file, tempering);
    expectClose(pass({}).moved.value, t("value"), 1e-5);
    expectClose(pass({}).moved.logProb, t("logProb"), 1e-5);
  });

  it.each(names)("agrees with PyTorch and central differences in the gradient to %s", (name) => {
    const { t, pass } = passOf(file, tempering);
    const f = (x: tf.Tensor) => pass({ [name]: x }).objective();
    const gradient = tf.grad(f)(t(name));
    expectClose(gradient, t(`gradient/${name}`), 1e-4);
    expectClose(gradient, centralDifference(f, t(name)), 1e-2);
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

describe("as an importance sampler", () => {
  it.each([undefined, 0.3])(
    "weights average to the exact evidence, within four standard errors (tempering %s)",
    (tempering) => {
      const n = 20000;
      const x = tf.tensor([1.5, -0.7]);
      const transport = createHamiltonian(options({ steps: 3, stepSize: 0.15, ...(tempering ? { tempering } : {}) }), {
        site: { name: "z", shape: [1] },
      });
      const { context } = eagerContext({ seed: 6n });
      const q = normalDiagonal({ mean: tf.tensor([[0.3], [0.2]]), scale: tf.tensor([[0.8], [0.9]]), eventAxes: 1 });
      const joint = linearGaussian(x);
      const given = fakeGiven({ lead: [2], logJoint: joint });
      const weights = (draw: Draw) => tf.exp(tf.sub(joint({ z: draw.value }), draw.logProb));
      const base = q.draw(n, context.at("base"));
      const moved = transport.move(initialise(transport.params), base, {}, given, context.at("move"));
      expect(tf.mean(tf.abs(tf.sub(moved.value, base.value))).dataSync()[0]).toBeGreaterThan(0.1);
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

  it("keeps each log weight when nothing is tempered, up to an error that falls as the square of the step", () => {
    const joint = linearGaussian(tf.tensor([1.5, -0.7]));
    const { context } = eagerContext({ seed: 8n });
    const q = normalDiagonal({ mean: tf.zeros([2, 1]), scale: tf.ones([2, 1]), eventAxes: 1 });
    const from = q.draw(200, context.at("base"));
    const logWeight = (draw: Draw) => tf.sub(joint({ z: draw.value }), draw.logProb);
    const change = (steps: number) => {
      const site = { name: "z", shape: [1] };
      const transport = createHamiltonian(options({ steps, stepSize: 0.4 / steps }), { site });
      const inner = eagerContext({ seed: 9n }).context;
      const to = transport.move(
        initialise(transport.params),
        from,
        {},
        fakeGiven({ lead: [2], logJoint: joint }),
        inner,
      );
      return tf.mean(tf.abs(tf.sub(logWeight(to), logWeight(from)))).dataSync()[0] as number;
    };
    const [coarse, fine] = [change(4), change(8)];
    expect(coarse).toBeLessThan(0.5);
    expect(coarse / fine).toBeGreaterThan(3);
    expect(coarse / fine).toBeLessThan(5);
  });
});

describe("hamiltonian's parameters", () => {
  it("start at the step size asked for, per dimension or one for all, and stay below the largest", () => {
    const site = { name: "z", shape: [3] };
    const each = createHamiltonian(options({ stepSize: 0.1, maxStepSize: 0.4 }), { site });
    expect(each.params.stepSize.shape).toEqual([3]);
    const start = tf.mul(0.4, tf.sigmoid(initialise(each.params).stepSize));
    expectClose(start, [0.1, 0.1, 0.1], 1e-6);
    expect(createHamiltonian(options({ perDimension: false }), { site }).params.stepSize.shape).toEqual([]);
    expect(Object.keys(createHamiltonian(options({ tempering: 0.3 }), { site }).params)).toContain("tempering");
  });

  it("have a strict schema", () => {
    expect(options()).toMatchObject({ steps: 3, stepSize: 0.05, perDimension: true });
    expect(schema().safeParse({ kind: "hamiltonian", steps: 0 }).success).toBe(false);
    expect(schema().safeParse({ kind: "hamiltonian", leapfrogs: 3 }).success).toBe(false);
    expect(schema().safeParse({ kind: "hamiltonian", stepSize: 0.6 }).success).toBe(false);
  });
});

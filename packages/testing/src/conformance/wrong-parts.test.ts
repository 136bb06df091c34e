import { eagerContext, normal, zeros } from "@elbo/program";
import type { Context, Distribution, Loss, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useCpu } from "../runtime/use-cpu.ts";
import { rejections } from "./check.ts";
import { densityChecks } from "./density-checks.ts";
import { lossChecks } from "./loss-checks.ts";
import type { Subject } from "./subject.ts";
import { subjectChecks } from "./subject-checks.ts";

beforeAll(useCpu);

const params = { weight: { shape: [2, 3], init: normal(0.5) }, bias: { shape: [3], init: zeros } } satisfies ParamTree;
const data = (batch: number) => tf.tensor2d([0.3, -1, 0.8, 0.1, -0.4, 1.2, 0.9, 0.7].slice(0, 2 * batch), [batch, 2]);
const affine = (values: Values<typeof params>, batch: number) =>
  tf.tanh(tf.add(tf.matMul(data(batch), values.weight as tf.Tensor2D), values.bias));

/** A right part; the wrong ones below differ from it in one thing each. */
const subject = (change: Partial<Subject> = {}): Subject => ({
  params,
  random: true,
  batchAxis: 0,
  call: (values, batch, context) => ({
    y: tf.add(affine(values as never, batch), context.noise("jitter", [batch, 3], { law: "normal" })),
  }),
  ...change,
});

describe("the suites accept a right part", () => {
  it("accepts a layer with noise", async () => {
    expect(await rejections(subjectChecks(subject()))).toEqual([]);
  });
  it("accepts a Gaussian and an ELBO", async () => {
    expect(await rejections(densityChecks(() => gaussian({})))).toEqual([]);
    expect(await rejections(lossChecks(elbo({}), { objective: "vae", bound: ["reconstruction", "kl"] }))).toEqual([]);
  });
});

describe("the suites reject a wrong part", () => {
  it("a leak", async () => {
    const leaky = subject({
      call: (values, batch, context) => ({
        y: tf.add(tf.keep(affine(values as never, batch)), context.noise("jitter", [batch, 3], { law: "normal" })),
      }),
    });
    expect(await rejections(subjectChecks(leaky))).toContain("leaks no tensor");
  });

  it("an ignored seed", async () => {
    let calls = 0;
    const wayward = subject({
      call: (values, batch) => ({ y: tf.add(affine(values as never, batch), Math.sin(++calls)) }),
    });
    expect(await rejections(subjectChecks(wayward))).toContain("gives the same for the same seed and step");
  });

  it("noise baked in when the part was made", async () => {
    const once = tf.keep(tf.tensor1d([0.3, -0.2, 0.9]));
    const baked = subject({ call: (values, batch) => ({ y: tf.add(affine(values as never, batch), once) }) });
    expect(await rejections(subjectChecks(baked))).toContain("draws anew at another step and another seed");
    once.dispose();
  });

  it("division by the batch size", async () => {
    const divided = subject({
      call: (values, batch, context) => ({
        y: tf.div(
          tf.add(affine(values as never, batch), context.noise("jitter", [batch, 3], { law: "normal" })),
          batch,
        ),
      }),
    });
    expect(await rejections(subjectChecks(divided))).toContain(
      "treats each example alone: a larger batch changes nothing for the first ones",
    );
    const loss = await rejections(
      lossChecks(elbo({ divide: true }), { objective: "vae", bound: ["reconstruction", "kl"] }),
    );
    expect(loss).toContain("gives per-example terms that do not depend on the size of the batch");
  });

  it("a gradient with a flipped sign, and one that is cut off", async () => {
    const flip = tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy: tf.Tensor) => tf.neg(dy) }));
    const flipped = subject({ random: false, call: (values, batch) => ({ y: flip(affine(values as never, batch)) }) });
    expect(await rejections(subjectChecks(flipped))).toContain("has the gradient that central differences give");
    const cut = subject({
      random: false,
      call: (values, batch) => ({ y: tf.matMul(data(batch), values.weight as unknown as tf.Tensor2D) }),
    });
    expect(await rejections(subjectChecks(cut))).toContain("lets gradients reach every parameter");
  });

  it("a density with a wrong constant or a flipped sign", async () => {
    expect(await rejections(densityChecks(() => gaussian({ constant: 0.1 })))).toContain(
      "has a density that integrates to one",
    );
    expect(await rejections(densityChecks(() => gaussian({ sign: -1 })))).toContain(
      "has a density that integrates to one",
    );
    expect(await rejections(densityChecks(() => gaussian({ drawScale: 1.3 })))).toContain(
      "draws where its density is: importance weights average to one",
    );
  });

  it("a KL with a wrong constant or a flipped sign", async () => {
    const bound = { objective: "vae", bound: ["reconstruction", "kl"] };
    expect(await rejections(lossChecks(elbo({ constant: -0.5 }), bound))).toContain(
      "has the KL of the posterior, where it reports one",
    );
    expect(await rejections(lossChecks(elbo({ sign: -1 }), bound))).toContain(
      "stays below the exact evidence and close to it",
    );
  });
});

const gaussian = ({ constant = 0, sign = 1, drawScale = 1 }): Distribution => {
  const logProb = (value: tf.Tensor) =>
    tf.add(tf.mul(sign, tf.sub(tf.mul(-0.5, tf.sum(tf.square(value), -1)), Math.log(2 * Math.PI))), constant);
  return {
    family: "normal-diagonal",
    batchShape: [],
    eventShape: [2],
    parameters: {},
    gradient: "pathwise",
    logProb,
    draw: (samples: number, context: Context) => {
      const value = tf.mul(drawScale, context.noise("draw", [samples, 2], { law: "normal" }));
      return { value, logProb: logProb(value) };
    },
  };
};

const elbo = ({ constant = 0, sign = 1, divide = false }): Loss => ({
  params: {},
  objectives: {
    vae: {
      moves: ["encoder", "decoder", "prior"],
      terms: (_, model, batch, context) => {
        const { sites, logX } = model.infer(batch, { samples: 1 }, context);
        const [site] = sites;
        if (!site) throw new Error("a model has sites");
        const size = divide ? ((batch.x as tf.Tensor).shape[0] as number) : 1;
        const kl = tf.mul(sign, tf.add(tf.sub(site.logQ, site.logP), constant));
        return {
          reconstruction: { value: tf.div(tf.neg(logX), size), over: "example" },
          kl: { value: tf.div(kl, size), over: "example" },
        };
      },
    },
  },
});

it("an eager context refuses the same noise name twice", () => {
  const { context } = eagerContext();
  context.noise("a", [1], { law: "normal" });
  expect(() => context.noise("a", [1], { law: "normal" })).toThrow(/used twice/);
});

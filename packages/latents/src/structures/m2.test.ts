import { eagerContext, initialise } from "@elbo/program";
import type { ConditionWiring, Definition, Field, Latents } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { normalPrior } from "../../fixtures/normal-prior.ts";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { m2Latents } from "./m2.ts";

beforeAll(useCpu);

const label: Field = { shape: [], dtype: "int32", support: "category", categories: 3 };
const options = { dimension: 2, widths: [4], activation: "tanh" };
const make = (fields: Record<string, Field> = { label }, condition?: ConditionWiring): Latents =>
  m2Latents.create(m2Latents.config(() => z.any()).parse({ kind: "m2", ...options }), {
    ...fakeWiring([normalPrior] as never),
    fields,
    ...(condition ? { condition } : {}),
  }) as Latents;
const latents = make();
const rows = (shape: readonly number[], batch: number) => {
  const all = tf.sin(tf.add(0.4, tf.mul(1.7, tf.range(0, 4 * tf.util.sizeFromShape([...shape])))));
  return tf.slice(tf.reshape(all, [4, ...shape]), [0, ...shape.map(() => 0)], [batch, ...shape]);
};
const features = (batch: number) => ({ "y.logits": rows([1, 3], batch), "z.hidden": rows([4], batch) });
const oneHot = (kinds: readonly number[]) =>
  tf.reshape(tf.oneHot(tf.tensor1d([...kinds], "int32"), 3), [1, kinds.length, 1, 3]);

describeConformance("m2", [
  ...configChecks(m2Latents as Definition, options),
  ...subjectChecks({
    params: latents.params,
    call: (values, batch, context) => {
      const y = tf.cast(oneHot([0, 2, 1, 1].slice(0, batch)), "float32");
      const state = latents.advance(values as never, "y", {}, y, context);
      const q = latents.posterior(
        values as never,
        "z",
        state,
        features(batch),
        fakeGiven({ lead: [1, batch] }),
        context,
      );
      return { value: tf.squeeze(q.draw?.(1, context).value as tf.Tensor, [0]) };
    },
    batchAxis: 1,
    random: true,
  }),
]);

describe("m2", () => {
  it("has a uniform class, q(y|x) from the logits, and q(z|x, y) that follows the class", () => {
    const params = initialise(latents.params, { seed: 4n }) as never;
    const { context } = eagerContext({ training: false });
    const p = latents.prior(params, "y", {}, fakeGiven(), context.at("p"));
    expectClose(p.logProb?.(tf.reshape(tf.eye(3), [3, 1, 3])) as tf.Tensor, new Array(3).fill(-Math.log(3)), 1e-6);
    const seen = features(2);
    const q = latents.posterior(params, "y", {}, seen, fakeGiven({ lead: [2] }), context.at("q"));
    const masses = tf.exp(q.logProb?.(tf.tile(tf.reshape(tf.eye(3), [3, 1, 1, 3]), [1, 2, 1, 1])) as tf.Tensor);
    expectClose(tf.transpose(masses), tf.reshape(tf.softmax(seen["y.logits"]), [2, 3]), 1e-6);
    expect([
      q.gradient,
      latents.posterior(params, "y", {}, seen, fakeGiven(), eagerContext().context).gradient,
    ]).toEqual(["none", "straight-through"]);
    const mean = (kinds: readonly number[]) => {
      const state = latents.advance(params, "y", {}, tf.cast(oneHot(kinds), "float32"), context);
      return latents
        .posterior(params, "z", state, seen, fakeGiven(), eagerContext().context)
        .mean?.()
        .dataSync() as Float32Array;
    };
    const [first, second] = [mean([0, 1]), mean([0, 2])];
    expect([...second.slice(0, 2)]).toEqual([...first.slice(0, 2)]);
    expect([...second.slice(2)]).not.toEqual([...first.slice(2)]);
  });

  it("tells how often the likeliest class is not the label", () => {
    const q = { parameters: { logits: tf.tensor3d([[[0, 1, 0]], [[3, 1, 0]], [[0, 1, 2]]]) } };
    const batch = { label: tf.tensor1d([1, 1, 2], "int32") };
    const figures = latents.figures?.([{ name: "y", q } as never], batch) ?? {};
    expectClose(figures["classification-error"] as tf.Tensor, [0, 1, 0], 0);
    expect(latents.figures?.([{ name: "y", q } as never], {})).toEqual({});
  });

  it("refuses a condition that gives its class away", () => {
    const condition = { width: 3, into: ["decoder" as const] };
    expect(() => make({ label }, { ...condition, of: ["label"] })).toThrow(/"label", which the condition gives away/);
    expect(() => make({ label }, { ...condition, of: ["writer"] })).not.toThrow();
  });

  it("refuses data without classes", () => {
    expect(() => make({})).toThrow(/needs a field of classes.*no field "label"/);
    expect(() => make({ label: { ...label, categories: undefined } as never })).toThrow(/"label" without categories/);
  });
});

import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Definition, type Field, type Named } from "@elbo/spec";
import {
  configChecks,
  describeConformance,
  expectClose,
  fakeGiven,
  relativeError,
  subjectChecks,
  useCpu,
} from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createDilatedDecoder, dilatedDecoder } from "./dilated-decoder.ts";

beforeAll(useCpu);

const x: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 6 };
const defaults = dilatedDecoder.config(() => z.never()).parse({ kind: "dilated" });
const create = (more: object = {}, fields: Named<Field> = { x }) =>
  createDilatedDecoder(
    { ...defaults, embedding: 3, channels: 5, inner: 4, dilations: [1, 2], activation: "tanh", ...more },
    { fields, latents: { z: [2], top: [1] }, outputs: { logits: [5, 6] } },
  );
const latents = (size: number) => ({
  z: tf.tensor(
    [...Array(2 * size).keys()].map((i) => Math.sin(i * i + 1)),
    [size, 2],
  ),
  top: tf.tensor(
    [...Array(size).keys()].map((i) => Math.cos(i * i)),
    [size, 1],
  ),
});
const tokens = (...rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
const given = (batch: tf.Tensor) => fakeGiven({ batch: { x: batch }, lead: [batch.shape[0] as number] });
const evaluation = () => eagerContext({ training: false }).context;

describe("dilated decoder", () => {
  it.each([[1], [1, 2], [2, 4]])(
    "dilations %s, %s: one token at a time gives what the parallel form gives",
    (...dilations) => {
      const decoder = create({ dilations: dilations.filter(Boolean), tokenDropout: 0.2 });
      const values = initialise(decoder.params, { seed: 4n });
      const text = tokens([3, 1, 0, 5, 2], [4, 4, 2, 1, 0]);
      const { logits } = decoder.outputs(values, latents(2), given(text), evaluation());
      expect(logits?.shape).toEqual([2, 5, 6]);
      const stepper = decoder.stepper;
      let carry = stepper?.begin(values, latents(2), given(text), evaluation()) as Named<tf.Tensor>;
      let previous: tf.Tensor = tf.tensor1d([-7, 99], "int32");
      for (let t = 0; t < (stepper?.length as number); t++) {
        const next = stepper?.step(values, carry, previous, tf.scalar(t, "int32"), evaluation());
        const alone = next?.outputs.logits as tf.Tensor;
        expect(alone.shape).toEqual([2, 1, 6]);
        expectClose(alone, tf.slice(logits as tf.Tensor, [0, t, 0], [2, 1, 6]), 1e-5);
        expect(Object.keys(next?.carry ?? {})).toEqual(Object.keys(carry));
        carry = next?.carry as Named<tf.Tensor>;
        previous = tf.reshape(tf.slice(text, [0, t], [2, 1]), [2]);
      }
      expect(stepper?.length).toBe(5);
    },
  );
  it("sees no token before it is due", () => {
    const decoder = create();
    const values = initialise(decoder.params);
    const logits = (...row: number[]) =>
      decoder.outputs(values, latents(1), given(tokens(row)), evaluation()).logits as tf.Tensor;
    const [a, b] = [logits(1, 2, 3, 4, 5), logits(1, 2, 0, 0, 0)];
    expectClose(tf.slice(a, [0, 0, 0], [1, 3, 6]), tf.slice(b, [0, 0, 0], [1, 3, 6]), 0);
    expect(relativeError(tf.slice(a, [0, 3, 0], [1, 1, 6]), tf.slice(b, [0, 3, 0], [1, 1, 6]))).toBeGreaterThan(1e-3);
  });
  it("z reaches every token", () => {
    const decoder = create();
    const values = initialise(decoder.params);
    for (let t = 0; t < 5; t++) {
      const logit = (v: tf.Tensor) => {
        const sites = { ...latents(1), z: v };
        const { logits } = decoder.outputs(values, sites, given(tokens([1, 2, 3, 4, 5])), evaluation());
        return tf.sum(tf.square(tf.slice(logits as tf.Tensor, [0, t, 0], [1, 1, 6])));
      };
      expect(Math.max(...tf.abs(tf.grad(logit)(tf.tensor2d([[0.3, -0.4]]))).dataSync())).toBeGreaterThan(1e-6);
    }
  });
  it("sees as many tokens back as kernel and dilations say, and no more", () => {
    const decoder = create({ dilations: [1], kernel: 2 });
    const values = initialise(decoder.params, { seed: 3n });
    const last = (...row: number[]) => {
      const { logits } = decoder.outputs(values, latents(1), given(tokens(row)), evaluation());
      return tf.slice(logits as tf.Tensor, [0, 4, 0], [1, 1, 6]);
    };
    // The last logits read x_3 and x_2: 1 + (2 - 1) 1 tokens.
    expectClose(last(1, 2, 3, 4, 0), last(5, 0, 3, 4, 0), 0);
    expect(relativeError(last(1, 2, 3, 4, 0), last(1, 2, 0, 4, 0))).toBeGreaterThan(1e-3);
  });
  it("keeps a row for the unknown token only where tokens are dropped", () => {
    expect(create().params.embedding.table.shape).toEqual([7, 3]);
    expect(create({ tokenDropout: 0.1 }).params.embedding.table.shape).toEqual([8, 3]);
  });
  it("refuses data that are no tokens, rates that are none, and widths below 1", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({ tokenDropout: 1 })).toThrow(/decoders\/dilated: tokenDropout is no dropout rate/);
    expect(() => create({ inner: 0 })).toThrow(/decoders\/dilated: width makes no layer/);
    expect(() => create({ embedding: -1 })).toThrow(/decoders\/dilated: embedding width makes no layer/);
  });
});

for (const tokenDropout of [0, 0.4]) {
  const decoder = create({ tokenDropout });
  describeConformance(`dilated decoder, token dropout ${tokenDropout}`, [
    ...configChecks(dilatedDecoder as Definition, { tokenDropout }),
    ...subjectChecks({
      params: decoder.params,
      random: tokenDropout > 0,
      batchAxis: 0,
      gradientShare: 0.85, // rows of the table whose token does not come get none
      call: (values, size, context) => {
        const rows = [...Array(size).keys()].map((i) => [1, 2, 3, 4, 5].map((t) => (t * (i + 1)) % 6));
        return decoder.outputs(values as never, latents(size), given(tokens(...rows)), context);
      },
    }),
  ]);
}

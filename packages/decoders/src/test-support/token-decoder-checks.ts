import { eagerContext, initialise } from "@elbo/program";
import type { Decoder, Field, Named, ParamTree, Wiring } from "@elbo/spec";
import { expectClose, fakeGiven, relativeError, subjectChecks } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Five tokens out of six, under the sites of `latents`. */
export const tokenField: Field = { shape: [5], dtype: "int32", support: "tokens", categories: 6 };
export const tokenWiring = (
  fields: Named<Field> = { x: tokenField },
): Pick<Wiring, "fields" | "latents" | "outputs"> => ({
  fields,
  latents: { z: [2], top: [1] },
  outputs: { logits: [5, 6] },
});
export const latents = (size: number) => ({
  z: tf.tensor(
    [...Array(2 * size).keys()].map((i) => Math.sin(i * i + 1)),
    [size, 2],
  ),
  top: tf.tensor(
    [...Array(size).keys()].map((i) => Math.cos(i * i)),
    [size, 1],
  ),
});
export const tokens = (...rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
export const given = (batch: tf.Tensor) => fakeGiven({ batch: { x: batch }, lead: [batch.shape[0] as number] });
export const evaluation = () => eagerContext({ training: false }).context;

/** A decoder of whatever parameters. */
type Any = Decoder<ParamTree>;

/** One token at a time gives what the parallel form gives. */
export function expectStepsEqualParallel(decoder: Any): void {
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
}

/** No token is seen before it is due. */
export function expectCausal(decoder: Any): void {
  const values = initialise(decoder.params);
  const logits = (...row: number[]) =>
    decoder.outputs(values, latents(1), given(tokens(row)), evaluation()).logits as tf.Tensor;
  const [a, b] = [logits(1, 2, 3, 4, 5), logits(1, 2, 0, 0, 0)];
  expectClose(tf.slice(a, [0, 0, 0], [1, 3, 6]), tf.slice(b, [0, 0, 0], [1, 3, 6]), 0);
  expect(relativeError(tf.slice(a, [0, 3, 0], [1, 1, 6]), tf.slice(b, [0, 3, 0], [1, 1, 6]))).toBeGreaterThan(1e-3);
}

/** z reaches every token. */
export function expectLatentReachesAll(decoder: Any): void {
  const values = initialise(decoder.params);
  for (let t = 0; t < 5; t++) {
    const logit = (v: tf.Tensor) => {
      const sites = { ...latents(1), z: v };
      const { logits } = decoder.outputs(values, sites, given(tokens([1, 2, 3, 4, 5])), evaluation());
      return tf.sum(tf.square(tf.slice(logits as tf.Tensor, [0, t, 0], [1, 1, 6])));
    };
    expect(Math.max(...tf.abs(tf.grad(logit)(tf.tensor2d([[0.3, -0.4]]))).dataSync())).toBeGreaterThan(1e-6);
  }
}

/** The suite of everything with parameters, on made-up text. */
export const tokenDecoderChecks = (decoder: Any, tokenDropout: number) =>
  subjectChecks({
    params: decoder.params,
    random: tokenDropout > 0,
    batchAxis: 0,
    gradientShare: 0.85, // rows of the table whose token does not come get none
    call: (values, size, context) => {
      const rows = [...Array(size).keys()].map((i) => [1, 2, 3, 4, 5].map((t) => (t * (i + 1)) % 6));
      return decoder.outputs(values as never, latents(size), given(tokens(...rows)), context);
    },
  });

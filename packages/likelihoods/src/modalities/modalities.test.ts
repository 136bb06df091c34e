import { eagerContext } from "@elbo/program";
import { type Definition, type Field, type Likelihood, NotSupportedError, type Wiring } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bernoulliLikelihood } from "../bernoulli.ts";
import { categoricalLikelihood } from "../categorical.ts";
import { createModalities, modalitiesLikelihood } from "./modalities.ts";

beforeAll(useCpu);

const fields: Record<string, Field> = {
  x: { shape: [2, 1], dtype: "float32", support: "binary" },
  "x.mask": { shape: [2, 1], dtype: "float32", support: "binary" },
  label: { shape: [], dtype: "int32", support: "category", categories: 3 },
  line: { shape: [4], dtype: "int32", support: "tokens", categories: 3 },
  "line.length": { shape: [], dtype: "int32", support: "count" },
};
const definitions: readonly Definition[] = [bernoulliLikelihood as Definition, categoricalLikelihood as Definition];
const wiring: Wiring = {
  fields,
  features: {},
  latents: {},
  outputs: {},
  part: <R>(_family: unknown, config: unknown, more: object = {}) => {
    const found = definitions.find(({ kind }) => kind === (config as { kind: string }).kind) as Definition;
    return found.create(config, { ...wiring, ...more }) as R;
  },
};
const of = { x: { kind: "bernoulli" }, label: { kind: "categorical" } };
const make = (parts: Record<string, object> = of) => createModalities({ kind: "modalities", of: parts }, wiring);

describeConformance("modalities", configChecks(modalitiesLikelihood as never, { of }));

const context = () => eagerContext().context;
/** One sample, two examples. */
const outputs = () => ({
  "x.logits": tf.tensor4d([0, 2, -1, 0.5], [1, 2, 2, 1]),
  "label.logits": tf.tensor3d([0, 1, 2, 0, 0, 0], [1, 2, 3]),
});
const batch = () => ({
  x: tf.tensor3d([1, 0, 1, 1], [2, 2, 1]),
  label: tf.tensor1d([2, 0], "int32"),
  weight: tf.ones([2]),
});
const logSigmoid = (v: number) => -Math.log1p(Math.exp(-v));

describe("modalities", () => {
  it("puts the elements of each field side by side, under its own likelihood", () => {
    const likelihood: Likelihood = make();
    expect(likelihood.outputs).toEqual({ "x.logits": [2, 1], "label.logits": [3] });
    expect([likelihood.describes, likelihood.supports]).toEqual([["x", "label"], ["binary"]]);
    const elements = likelihood.elements({ x: {}, label: {} } as never, outputs(), context());
    expect(elements.batchShape).toEqual([1, 2, 3]);
    const own = likelihood.observed?.(batch(), elements);
    const [value, counts] = [own?.value as tf.Tensor, own?.counts as tf.Tensor];
    expectClose(value, [1, 0, 2, 1, 1, 0], 0);
    expectClose(counts, [1, 1, 1, 1, 1, 1], 0);
    const label = [2 - Math.log(1 + Math.E + Math.E ** 2), -Math.log(3)];
    const expected = [logSigmoid(0), logSigmoid(-2), label[0], logSigmoid(-1), logSigmoid(0.5), label[1]] as number[];
    const found = (elements.logProb as (v: tf.Tensor) => tf.Tensor)(tf.expandDims(value, 0));
    expect(found.shape).toEqual([1, 2, 3]);
    expectClose(found, expected, 1e-6);
    const shown = likelihood.shown?.(elements) ?? {};
    expect([shown.x?.shape, shown.label?.shape]).toEqual([
      [1, 2, 2, 1],
      [1, 2],
    ]);
    expectClose(shown.label as tf.Tensor, [2, 0], 0);
  });

  it("does not count what an example lacks, nor pixels that its mask hides", () => {
    const likelihood = make();
    const elements = likelihood.elements({ x: {}, label: {} } as never, outputs(), context());
    const more = {
      "x.known": tf.tensor1d([1, 0]),
      "label.known": tf.tensor1d([0, 1]),
      "x.mask": tf.tensor3d([0, 1, 1, 1], [2, 2, 1]),
    };
    expectClose(likelihood.observed?.({ ...batch(), ...more }, elements).counts as tf.Tensor, [0, 1, 0, 0, 0, 1], 0);
  });

  it.each([
    [{ x: of.x, colour: of.label }, /"colour" cannot be described.*one of x, x.mask, label/],
    [{ x: of.label, label: of.label }, /"x" cannot|categories on field x/],
    [{ x: of.x, line: of.label }, /sequences, drawn token by token/],
    [{ label: of.label }, /x among the modalities, got label/],
  ])("refuses %j", (parts, reason) => {
    expect(() => make(parts as never)).toThrow(reason);
  });

  it("says when a modality cannot be shown", () => {
    const bare = { batchShape: [1, 2], modalities: { x: { batchShape: [1, 2, 2] } }, lead: [1, 2] } as never;
    expect(() => make().shown?.(bare)).toThrow(NotSupportedError);
  });
});

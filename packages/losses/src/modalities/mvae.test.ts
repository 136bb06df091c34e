import { standardNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Batch, Model, Trace } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createMvae, type MvaeConfig, mvaeLoss } from "./mvae.ts";

beforeAll(useCpu);

const number = { shape: [], dtype: "float32", support: "real" } as const;
const fields = { x: number, y: number, z: number };
const part = <R>(): R => z.never() as R;
const make = (modalities: string[], subsets: MvaeConfig["subsets"] = "single") =>
  createMvae({ kind: "mvae", modalities, subsets, beta: 1 }, { fields, part });

describeConformance("mvae", configChecks(mvaeLoss as never, { modalities: ["x", "y"] }));

/** log p of an example is -1, -10, -100 for x, y, z where they are known; it keeps what it saw. */
const model = () => {
  const seen: number[][][] = [];
  const infer = (batch: Batch): Trace => {
    const size = (batch.weight as tf.Tensor).size;
    const known = ["x", "y", "z"].map((name) => (batch[`${name}.known`] ?? tf.ones([size])) as tf.Tensor);
    seen.push(known.map((each) => [...each.dataSync()]));
    const logX = known.reduce((sum, each, i) => tf.sub(sum, tf.mul(each, 10 ** i)), tf.zeros([size]));
    const q = standardNormal([1]);
    const zero = tf.zeros([1, size]);
    const site = { name: "z", value: tf.zeros([1, size, 1]), logQ: zero, logP: zero, q, p: q };
    return { sites: [site], likelihood: q, logX: tf.expandDims(logX, 0), added: {} };
  };
  return { seen, model: { infer } as unknown as Model };
};

const batch = (): Batch => ({ weight: tf.ones([2]), "y.known": tf.tensor1d([1, 0]) });

describe("mvae", () => {
  it("adds the bounds of all modalities and of each alone, in each of which the others do not count", () => {
    const fake = model();
    const terms = make(["x", "y", "z"]).objectives.mvae?.terms({}, fake.model, batch(), eagerContext().context) ?? {};
    expect(Object.keys(terms).filter((name) => name.startsWith("recon"))).toEqual([
      "reconstruction",
      "reconstruction/x",
      "reconstruction/y",
      "reconstruction/z",
    ]);
    expectClose(terms.reconstruction?.value as tf.Tensor, [111, 101], 0);
    expectClose(terms["reconstruction/y"]?.value as tf.Tensor, [10, 0], 0); // the second example lacks it
    expect(fake.seen[2]).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
    expect(Object.values(terms).every(({ weight }) => weight === 1)).toBe(true);
  });

  it("or of every subset", () => {
    const fake = model();
    const terms = make(["x", "y", "z"], "all").objectives.mvae?.terms({}, fake.model, batch(), eagerContext().context);
    expect(Object.keys(terms ?? {}).filter((name) => name.startsWith("kl"))).toEqual([
      "kl",
      "kl/x",
      "kl/y",
      "kl/x-y",
      "kl/z",
      "kl/x-z",
      "kl/y-z",
    ]);
    expectClose(terms?.["reconstruction/x-z"]?.value as tf.Tensor, [101, 101], 0);
  });

  it("wants modalities that the data have", () => {
    expect(() => make(["x", "sound"])).toThrow(/lack a modality.*some of x, y, z, got sound/);
  });
});

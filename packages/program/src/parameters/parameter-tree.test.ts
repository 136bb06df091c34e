import { ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useOracle } from "../gradients/oracle.ts";
import { constant, normal } from "../initialisers/initialisers.ts";
import { initialise, initialValue } from "./initialise.ts";
import { bindParams, listParams, listValues } from "./parameter-tree.ts";

beforeAll(useOracle);

const tree = {
  encoder: { w: { shape: [2, 3], init: normal(1) }, deep: { b: { shape: [3], init: constant(1) } } },
  scale: { shape: [], init: constant(2) },
} as const;

describe("a parameter tree", () => {
  it("lists its parameters in order of declaration", () => {
    expect(listParams(tree).map(({ path }) => path)).toEqual(["encoder/w", "encoder/deep/b", "scale"]);
  });

  it("binds tensors by path, and lists them again", () => {
    const values = bindParams(tree, (_, spec) => tf.zeros([...spec.shape]));
    expect(values.encoder.deep.b.shape).toEqual([3]);
    const listed = listValues(tree, values);
    expect(Object.keys(listed)).toEqual(["encoder/w", "encoder/deep/b", "scale"]);
    expect(listed["encoder/w"]).toBe(values.encoder.w);
  });
});

describe("initial values", () => {
  it("depend on seed and path alone", () => {
    const alone = initialise({ encoder: { w: tree.encoder.w } }, { seed: 4n });
    expect(alone.encoder.w.arraySync()).toEqual(initialise(tree, { seed: 4n }).encoder.w.arraySync());
    expect(alone.encoder.w.arraySync()).not.toEqual(initialise(tree, { seed: 5n }).encoder.w.arraySync());
  });

  it("go on where the first call of noise stopped", () => {
    const calls: Float32Array[] = [];
    const spec = {
      shape: [4],
      init: (_: readonly number[], { noise }: { noise: (law: { law: "normal" }) => Float32Array }) => {
        calls.push(noise({ law: "normal" }), noise({ law: "normal" }));
        return calls[0] as Float32Array;
      },
    };
    initialValue("w", spec, 0n);
    expect(calls[0]).not.toEqual(calls[1]);
  });

  it("may start from examples", () => {
    const spec = {
      shape: [2],
      init: (_: readonly number[], { examples }: { examples?: Float32Array }) => examples ?? new Float32Array(2),
    };
    const { pseudo } = initialise({ pseudo: spec }, { examples: { pseudo: Float32Array.of(5, 6) } });
    expect(pseudo.arraySync()).toEqual([5, 6]);
  });

  it("must be as many as the shape says", () => {
    const spec = { shape: [3], init: () => new Float32Array(2) };
    expect(() => initialValue("encoder/w", spec, 0n)).toThrow(ShapeError);
  });
});

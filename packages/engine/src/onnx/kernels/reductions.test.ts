import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, checkSame, uncovered } from "../test-support/check-case.ts";
import { type KernelCase, ofOne, shapeAndAxes, shapeAndAxis, shapes } from "../test-support/kernel-case.ts";
import { REDUCTIONS } from "./reductions.ts";

beforeAll(useCpu);

type Reduce = (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor;

const over = (
  name: string,
  reduce: Reduce,
  how: Partial<KernelCase & { dtype: "int32" | "bool" }> = {},
): KernelCase => {
  const { dtype = "float32", ...rest } = how;
  const range = dtype === "int32" ? ([-3, 3] as const) : ([-2, 2] as const);
  return {
    name,
    samples: shapeAndAxes().chain(({ shape, axes }) =>
      fc.boolean().map((keep) => ({
        operands: [{ shape, dtype, range }],
        f: (x) => reduce(x as tf.Tensor, axes, keep),
      })),
    ),
    ...rest,
  };
};

const along = (
  name: string,
  f: (x: tf.Tensor, axis: number) => tf.Tensor,
  how: Partial<KernelCase> = {},
): KernelCase => ({
  name,
  samples: shapeAndAxis().map(({ shape, axis }) => ({ operands: [{ shape }], f: (x) => f(x as tf.Tensor, axis) })),
  ...how,
});

/** tfjs's cumulative kernels take no negative axis. */
const place = (x: tf.Tensor, axis: number) => (axis + x.rank) % x.rank;

const normalised: KernelCase = {
  name: "FusedBatchNorm",
  samples: shapes(3, 3).map((lead) => {
    const shape = [...lead, 3];
    const channel = { shape: [3] };
    return {
      operands: [{ shape }, channel, { shape: [3], range: [0.3, 2] as const }, channel, channel],
      f: (...xs) => {
        const [x, mean, variance, offset, scale] = xs as [tf.Tensor4D, ...tf.Tensor1D[]];
        const y = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 0.01);
        return tf.add(y, tf.mul(tf.add(offset as tf.Tensor, scale as tf.Tensor), 0.1));
      },
    };
  }),
};

const cases: readonly KernelCase[] = [
  over("Sum", (x, axes, keep) => tf.sum(x, axes, keep)),
  over("Sum of whole numbers", (x, axes, keep) => tf.sum(x, axes, keep), { dtype: "int32" }),
  over("Sum of truths", (x, axes, keep) => tf.sum(x, axes, keep), { dtype: "bool" }),
  over("Mean", (x, axes, keep) => tf.mean(x, axes, keep)),
  over("Mean of whole numbers", (x, axes, keep) => tf.mean(x, axes, keep), { dtype: "int32" }),
  over("Max", (x, axes, keep) => tf.max(x, axes, keep)),
  over("Min", (x, axes, keep) => tf.min(x, axes, keep)),
  over("Max of whole numbers with ties", (x, axes, keep) => tf.max(x, axes, keep), { dtype: "int32" }),
  // tfjs-node's are of numbers only.
  {
    ...over("Max of truths", (x, axes, keep) => tf.logicalNot(tf.max(x, axes, keep)), { dtype: "bool" }),
    node: false,
  },
  {
    ...over("Min of truths", (x, axes, keep) => tf.logicalNot(tf.min(x, axes, keep)), { dtype: "bool" }),
    node: false,
  },
  over("Prod", (x, axes, keep) => tf.prod(x, axes, keep)),
  over("Any", (x, axes, keep) => tf.any(x, axes, keep), { dtype: "bool" }),
  over("All", (x, axes, keep) => tf.all(x, axes, keep), { dtype: "bool" }),
  over("logSumExp", (x, axes, keep) => tf.logSumExp(x, axes, keep)),
  over("moments", (x, axes, keep) => {
    const { mean, variance } = tf.moments(x, axes, keep);
    return tf.add(mean, variance);
  }),
  over("a sum of what was broadcast", (x, axes, keep) => tf.sum(tf.tile(tf.sum(x, axes, true), x.shape), axes, keep)),
  over("a sum of what was transposed", (x, axes, keep) => tf.sum(tf.exp(tf.transpose(x)), axes, keep)),
  ofOne("Sum of everything", (x) => tf.sum(x)),
  along("ArgMax", (x, axis) => tf.argMax(x, axis), { order: 0 }),
  along("ArgMin", (x, axis) => tf.argMin(x, axis), { order: 0 }),
  along("Cumsum", (x, axis) => tf.cumsum(x, place(x, axis))),
  along("Cumsum, exclusive", (x, axis) => tf.cumsum(x, place(x, axis), true)),
  along("Cumsum, reversed", (x, axis) => tf.cumsum(x, place(x, axis), false, true)),
  along("Cumprod", (x, axis) => tf.cumprod(x, place(x, axis))),
  along("Cumprod, exclusive and reversed", (x, axis) => tf.cumprod(x, place(x, axis), true, true)),
  along("TopK", (x) => tf.topk(tf.concat([x, tf.sin(x)], -1), x.shape.at(-1)).values),
  along("TopK, one and its place", (x) => tf.topk(x, 1).indices, { order: 0 }),
  ...Object.entries<(x: tf.Tensor, axis: number) => tf.Tensor>({
    ArgMax: (x, axis) => tf.argMax(x, axis),
    ArgMin: (x, axis) => tf.argMin(x, axis),
    Cumsum: (x, axis) => tf.cumsum(x, place(x, axis)),
    Cumprod: (x, axis) => tf.cumprod(x, place(x, axis)),
    "TopK, values": (x) => tf.topk(x, 1).values,
    "TopK, places": (x) => tf.topk(x, 1).indices,
  }).map(([name, f]) => ({
    name: `${name} of truths`,
    samples: shapeAndAxis().map(({ shape, axis }) => ({
      operands: [{ shape, dtype: "bool" as const }],
      f: (x: tf.Tensor) => f(x, axis),
    })),
    node: false as const, // it takes numbers only
  })),
  along("Softmax", (x) => tf.softmax(x)),
  along("LogSoftmax", (x) => tf.logSoftmax(x)),
  along("LogSoftmax of large logits", (x) => tf.logSoftmax(tf.mul(x, 30)), { order: 1, differences: false }),
  normalised,
];

describe("reductions along axes", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("the kernel LogSoftmax, which tfjs composes of others, is tf.logSoftmax", async () => {
    const kernel = (logits: tf.Tensor) => tf.engine().runKernel("LogSoftmax", { logits }, { axis: -1 }) as tf.Tensor;
    await checkSame(kernel, (x) => tf.logSoftmax(x), [2, 5]);
  });
  it("all have a case", () => expect(uncovered(REDUCTIONS, cases)).toEqual(["LogSoftmax"]));
});

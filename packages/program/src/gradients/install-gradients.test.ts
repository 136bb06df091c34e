import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { describeOperations, type OperationCase } from "./describe-operations.ts";
import { installGradients } from "./install-gradients.ts";
import { spread, useOracle } from "./oracle.ts";

beforeAll(useOracle);

const c = (shape: readonly number[], phase = 3) => spread(shape, phase);
const as4 = (x: tf.Tensor) => x as tf.Tensor4D;
const positive = (x: tf.Tensor) => tf.add(tf.square(x), 0.5);

/** Each case is differentiated with respect to x, once and (unless it is linear) twice. */
const cases: readonly OperationCase[] = [
  ["exp", [5], tf.exp],
  ["tanh", [5], tf.tanh],
  ["sigmoid", [5], tf.sigmoid],
  ["softplus", [5], tf.softplus],
  ["elu", [6], tf.elu],
  ["selu", [6], tf.selu],
  ["leakyRelu", [6], (x) => tf.square(tf.leakyRelu(x))],
  ["swish", [6], (x) => tf.mul(x, tf.sigmoid(x))],
  ["softmax", [2, 4], (x) => tf.softmax(x)],
  ["logSoftmax", [2, 4], (x) => tf.logSoftmax(x)],
  ["logSumExp", [2, 4], (x) => tf.logSumExp(x, 1)],
  ["sqrt", [4], (x) => tf.sqrt(positive(x))],
  ["rsqrt", [4], (x) => tf.rsqrt(positive(x))],
  ["clip", [6], (x) => tf.square(tf.clipByValue(x, -1, 1))],
  ["where greater", [6], (x) => tf.where(tf.greater(x, 0), tf.square(x), tf.exp(x))],
  ["where less", [6], (x) => tf.where(tf.less(x, 0.3), tf.square(x), tf.sin(x))],
  [
    "where lessEqual and",
    [6],
    (x) => tf.where(tf.logicalAnd(tf.lessEqual(x, 1), tf.notEqual(x, 0)), tf.square(x), tf.sin(x)),
  ],
  [
    "where or not",
    [6],
    (x) => tf.where(tf.logicalOr(tf.logicalNot(tf.greater(x, 0)), tf.equal(x, 5)), tf.square(x), tf.sin(x)),
  ],
  ["greater as a factor", [6], (x) => tf.mul(tf.cast(tf.greater(x, 0), "float32"), tf.square(x))],
  ["maximum broadcast", [2, 3], (x) => tf.square(tf.maximum(x, c([3])))],
  ["maximum broadcast, small side", [3], (x) => tf.square(tf.maximum(c([2, 3]), x))],
  ["minimum broadcast", [2, 1], (x) => tf.square(tf.minimum(x, c([2, 3])))],
  ["squaredDifference broadcast", [3], (x) => tf.square(tf.squaredDifference(c([2, 3]), x))],
  ["pow of base", [2, 3], (x) => tf.pow(positive(x), c([3]))],
  ["pow of exponent", [3], (x) => tf.pow(positive(c([2, 3])), x)],
  ["matMul broadcast b", [3, 2], (x) => tf.square(tf.matMul(c([2, 2, 3]), x))],
  ["matMul broadcast a", [2, 3], (x) => tf.square(tf.matMul(x, c([2, 3, 2])))],
  ["matMul aT", [3, 2], (x) => tf.square(tf.matMul(x, c([3, 2]), true, false))],
  ["matMul bT", [2, 3], (x) => tf.square(tf.matMul(c([4, 3]), x, false, true))],
  ["matMul aT bT", [3, 2], (x) => tf.square(tf.matMul(x, c([4, 3]), true, true))],
  ["matMul bT aT", [4, 3], (x) => tf.square(tf.matMul(c([3, 2]), x, true, true))],
  ["einsum product", [2, 3], (x) => tf.square(tf.einsum("ij,jk->ik", x, c([3, 2])))],
  ["einsum second operand", [3, 2], (x) => tf.square(tf.einsum("bij,jk->bik", c([2, 2, 3]), x))],
  ["einsum sum", [2, 3], (x) => tf.square(tf.einsum("ij->i", x))],
  ["einsum of one operand", [2, 3], (x) => tf.square(tf.einsum("ij->ji", x))],
  ["cumsum of a square, first axis", [3, 3], (x) => tf.square(tf.cumsum(x, 0))],
  ["cumsum exclusive reverse", [2, 3], (x) => tf.square(tf.cumsum(x, 1, true, true))],
  ["tile", [2, 1, 2], (x) => tf.square(tf.mul(tf.tile(x, [2, 3, 1]), c([4, 3, 2])))],
  ["tile of rank 5", [1, 2, 1, 1, 2], (x) => tf.square(tf.mul(tf.tile(x, [2, 1, 2, 1, 3]), c([2, 2, 2, 1, 6])))],
  [
    "mirrorPad reflect",
    [3, 4],
    (x) =>
      tf.square(
        tf.mirrorPad(
          x,
          [
            [1, 2],
            [0, 3],
          ],
          "reflect",
        ),
      ),
  ],
  [
    "mirrorPad symmetric",
    [3, 4],
    (x) =>
      tf.square(
        tf.mirrorPad(
          x,
          [
            [2, 1],
            [4, 0],
          ],
          "symmetric",
        ),
      ),
  ],
  ["unstack of one", [1, 3], (x) => tf.square(tf.unstack(x)[0] as tf.Tensor)],
  ["split into one", [2, 3], (x) => tf.square(tf.split(x, 1, 1)[0] as tf.Tensor)],
  ["split", [2, 4], (x) => tf.mul(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]))],
  ["max", [2, 4], (x) => tf.square(tf.max(x, 1))],
  ["max kept", [2, 4], (x) => tf.square(tf.sub(x, tf.max(x, 0, true)))],
  ["min of all", [2, 4], (x) => tf.square(tf.min(x))],
  ["topk", [2, 5], (x) => tf.square(tf.topk(x, 2).values)],
  ["conv2d to x", [1, 4, 4, 2], (x) => tf.square(tf.conv2d(as4(x), as4(c([3, 3, 2, 2])), 2, "same"))],
  ["conv2d to filter", [2, 2, 2, 2], (x) => tf.square(tf.conv2d(as4(c([2, 5, 4, 2])), as4(x), 2, "valid"))],
  [
    "conv2dTranspose to x",
    [1, 2, 3, 2],
    (x) => tf.square(tf.conv2dTranspose(as4(x), as4(c([3, 3, 2, 2])), [1, 4, 6, 2], 2, "same")),
  ],
  [
    "conv2dTranspose to filter",
    [2, 2, 1, 2],
    (x) => tf.square(tf.conv2dTranspose(as4(c([1, 2, 3, 2])), as4(x), [1, 4, 6, 1], 2, "same")),
  ],
  [
    "dilated conv2d to x",
    [1, 5, 6, 2],
    (x) => tf.square(tf.conv2d(as4(x), as4(c([3, 2, 2, 2])), 1, "same", "NHWC", [2, 3])),
  ],
  [
    "dilated conv2d to filter",
    [3, 2, 2, 2],
    (x) => tf.square(tf.conv2d(as4(c([2, 5, 6, 2])), as4(x), 1, "same", "NHWC", [2, 3])),
  ],
  [
    "dilated causal conv1d to filter",
    [2, 2, 3],
    (x) =>
      tf.square(
        tf.conv1d(
          tf.pad(c([2, 5, 2]) as tf.Tensor3D, [
            [0, 0],
            [4, 0],
            [0, 0],
          ]),
          x as tf.Tensor3D,
          1,
          "valid",
          "NWC",
          4,
        ),
      ),
  ],
];

describeOperations(cases);

describe("installGradients", () => {
  it("does nothing the second time", () => {
    const engine = tf.engine() as unknown as { readonly addTapeNode: unknown };
    const [add, greater] = [engine.addTapeNode, tf.getGradient("Greater")];
    installGradients();
    expect(engine.addTapeNode).toBe(add);
    expect(tf.getGradient("Greater")).toBe(greater);
  });

  it("mends what stock tfjs gets wrong: d2/dx2 tanh(x)^2 at 0.7 is -0.122, not 0.806", () => {
    const second = tf
      .grad((x) => tf.grad((y) => tf.square(tf.tanh(y)))(x))(tf.scalar(0.7))
      .dataSync()[0] as number;
    const t = Math.tanh(0.7);
    expect(second).toBeCloseTo(2 * (1 - t * t) * (1 - 3 * t * t), 5);
  });

  it("is right in third order", () => {
    const third = tf.grad((a) => tf.grad((b) => tf.grad((x) => tf.exp(tf.mul(2, x)))(b))(a))(tf.scalar(0.3));
    expect(third.dataSync()[0]).toBeCloseTo(8 * Math.exp(0.6), 3);
  });

  it("shares the gradient of a maximum among ties", () => {
    const x = tf.tensor([1, 3, 3, 2]);
    expect([
      ...tf
        .grad((y) => tf.max(y))(x)
        .dataSync(),
    ]).toEqual([0, 0.5, 0.5, 0]);
    expect([
      ...tf
        .grad((y) => tf.min(tf.neg(y)))(x)
        .dataSync(),
    ]).toEqual([-0, -0.5, -0.5, -0]);
  });

  it("refuses an einsum that tfjs computes wrongly", () => {
    const f = (x: tf.Tensor) => tf.sum(tf.einsum("ij,i->i", x, c([2])));
    expect(() => tf.grad(f)(spread([2, 3]))).toThrow(/index "j"/);
    (tf.engine().state as { activeTape: unknown }).activeTape = null;
  });

  it("refuses a dilated convolution padded beyond its filter", () => {
    const f = (x: tf.Tensor) => tf.sum(tf.conv2d(as4(x), as4(c([1, 1, 2, 2])), 1, 2, "NHWC", 2, "floor"));
    expect(() => tf.grad(f)(spread([1, 4, 4, 2]))).toThrow(/padded beyond/);
    (tf.engine().state as { activeTape: unknown }).activeTape = null;
  });
});

it("puts its gradients back after somebody registered tfjs's own ones over them, as loading tfjs-node does", () => {
  const ours = tf.getGradient("Unpack");
  tf.unregisterGradient("Unpack");
  tf.registerGradient({ kernelName: "Unpack", gradFunc: (dy) => ({ value: () => tf.stack(dy as tf.Tensor[]) }) });
  expect(tf.getGradient("Unpack")).not.toBe(ours);
  installGradients();
  installGradients();
  const f = (x: tf.Tensor) => tf.sum(tf.square(tf.unstack(tf.tanh(x))[0] as tf.Tensor));
  const once = tf.grad(f);
  const twice = tf.grad((x) => tf.sum(once(x)));
  const at = 0.7;
  const [t, d] = [Math.tanh(at), 1 - Math.tanh(at) ** 2];
  expect(twice(tf.tensor1d([at])).dataSync()[0]).toBeCloseTo(2 * d * d - 4 * t * t * d, 4);
});

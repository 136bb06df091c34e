import { afterAll, expect, it } from "vitest";
import { openLint } from "./lint.ts";

const { refusedLines, close } = openLint();
afterAll(close);

it("operations whose gradient tfjs has wrong, and nothing can mend, are refused; program's own are not", () => {
  const source = [
    "export const a = tf.norm(x);",
    "export const b = tf.norm(x, 'euclidean', 1, true);",
    "export const c = tf.losses.softmaxCrossEntropy(labels, logits);",
    "export const d = norm(x, 1);",
    "export const e = crossEntropy(labels, logits);",
  ];
  expect(refusedLines(/Wrong gradient/, source)).toEqual([1, 2, 3]);
});

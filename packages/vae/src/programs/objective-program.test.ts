import type { Loss } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { twoSites } from "../model/fakes/two-sites.ts";
import { runTwoSites, twoExamples } from "./fakes/run-two-sites.ts";
import { objectiveProgram } from "./objective-program.ts";

beforeAll(useCpu);

/** Terms with known means: 3 over two examples, 1 over the first alone. */
const loss: Loss = {
  params: {},
  objectives: {
    main: {
      moves: ["encoder"],
      terms: (_params, model, batch, context) => ({
        plain: { value: tf.tensor1d([1, 5]), over: "example" },
        doubled: { value: tf.tensor2d([1, 4, 3, 6], [2, 2]), over: "example", weight: 2 },
        whole: { value: tf.scalar(10), over: "batch", weight: 0.5 },
        moving: { value: tf.scalar(100), over: "batch", weight: { knob: "beta" } },
        reported: { value: tf.scalar(1e6), over: "batch", weight: 0 },
        reconstruction: { value: tf.neg(model.infer(batch, { samples: 1 }, context).logX), over: "example", weight: 0 },
      }),
    },
  },
};
const run = (weight: number, beta = 0.25) =>
  runTwoSites(objectiveProgram(twoSites, loss, "main"), twoExamples(weight), { knobs: { "loss/beta": beta } });

it("minimises the weighted sum of term means, knobs below the loss's scope, and reports every term", () => {
  const { objective, ...terms } = run(1);
  expectClose(objective as tf.Tensor, 3 + 2 * 3.5 + 5 + 25, 1e-6);
  expect(objective?.shape).toEqual([]);
  expect(Object.keys(terms)).toEqual(
    ["plain", "doubled", "whole", "moving", "reported", "reconstruction"].map((name) => `term/${name}`),
  );
  expectClose(terms["term/doubled"] as tf.Tensor, 3.5, 1e-6);
  expectClose(terms["term/reported"] as tf.Tensor, 1e6, 1e-6);
  expect(Number.isFinite(terms["term/reconstruction"]?.dataSync()[0])).toBe(true);
});

it("leaves padding out, and moves with its knob", () => {
  expectClose(run(0).objective as tf.Tensor, 1 + 2 * 2 + 5 + 25, 1e-6);
  expectClose(run(0, 1).objective as tf.Tensor, 1 + 2 * 2 + 5 + 100, 1e-6);
});

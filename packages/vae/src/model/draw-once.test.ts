import { normalDiagonal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { NotSupportedError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { drawOnce } from "./draw-once.ts";

beforeAll(useCpu);

const law = (samples: number) =>
  normalDiagonal({ mean: tf.ones([samples, 2, 3]), scale: tf.fill([samples, 2, 3], 0.5), eventAxes: 1 });
const draw = (samples: number, offset = 0) =>
  drawOnce(law(samples), "b", eagerContext({ seed: 3n, offset }).context.at("draw"));

it("keeps the axes [sample, batch] and scores its draw", () => {
  const { value, logProb } = draw(4);
  expect([value.shape, logProb.shape]).toEqual([
    [4, 2, 3],
    [4, 2],
  ]);
  expectClose(logProb, law(4).logProb(value), 1e-5);
});

it("draws in chunks what it draws at once", () => {
  const chunks = tf.concat([draw(1).value, draw(3, 1).value], 0);
  expectClose(chunks, draw(4).value, 0);
});

it("refuses what must be drawn step by step, and names the site", () => {
  const { draw: _, ...stepwise } = law(1);
  const refused = () => drawOnce(stepwise, "codes", eagerContext().context);
  expect(refused).toThrow(NotSupportedError);
  expect(refused).toThrow(/site codes/);
});

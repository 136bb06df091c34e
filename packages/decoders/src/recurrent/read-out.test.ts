import { heads } from "@elbo/layers";
import { initialise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readOut } from "./read-out.ts";

beforeAll(useCpu);

describe("readOut", () => {
  it.each([
    { name: "narrower than the state", shapes: { a: [2], b: [] } },
    { name: "wider than the state", shapes: { a: [3, 2], b: [5] } },
  ])("reads each state by the same heads, $name", ({ shapes }) => {
    const ends = heads({ input: 4, shapes });
    const values = initialise(ends.params);
    const states = tf.tensor(
      [...Array(24).keys()].map((i) => Math.sin(i * i)),
      [3, 2, 4],
    );
    const out = readOut(ends, values, states, shapes);
    for (const [name, shape] of Object.entries(shapes)) {
      expect(out[name]?.shape).toEqual([2, 3, ...shape]);
      for (let t = 0; t < 3; t++) {
        const alone = ends.apply(values, tf.reshape(tf.slice(states, [t], [1]), [2, 4]))[name] as tf.Tensor;
        const size = [2, 1, ...shape];
        expectClose(
          tf.slice(out[name] as tf.Tensor, [0, t], size.map((n, i) => (i < 2 ? n : -1)).slice(0, 2)),
          alone,
          1e-6,
        );
      }
    }
  });
});

import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { composeFlows } from "../compose.ts";
import { affine, gated, invertElements } from "../elementwise/affine.ts";
import { rationalQuadratic } from "../elementwise/rational-quadratic.ts";
import { actNorm } from "../linear/act-norm.ts";
import { permutation, reversal } from "../linear/permutation.ts";
import type { Flow } from "../map.ts";
import { expectInverse, expectLogDet, jacobians } from "../test-support/jacobian.ts";
import { normals, randomValues } from "../test-support/random-values.ts";
import { torch } from "../test-support/torch.ts";
import { autoregressive } from "./autoregressive.ts";
import { coupling } from "./coupling.ts";

beforeAll(useCpu);

const net = { hidden: [7, 6], activation: "tanh" } as const;
const spline = rationalQuadratic({ bins: 4, bound: 3 });
const steered = { ...net, context: 2 };
const flows: readonly [string, Flow, boolean][] = [
  ["coupling, affine, odd", coupling({ latent: 5, map: affine, moves: "odd", ...net }), false],
  ["coupling, affine, even, with context", coupling({ latent: 5, map: affine, moves: "even", ...steered }), true],
  ["coupling, spline", coupling({ latent: 4, map: spline, moves: "even", ...net }), false],
  ["autoregressive, gated, with context", autoregressive({ latent: 4, map: gated, ...steered }), true],
  ["autoregressive, affine", autoregressive({ latent: 4, map: invertElements(affine), ...net }), false],
  ["autoregressive, spline", autoregressive({ latent: 3, map: spline, ...net }), false],
  ["autoregressive, one latent", autoregressive({ latent: 1, map: affine, ...steered }), true],
  ["actNorm", actNorm(3) as Flow, false],
  [
    "a stack",
    composeFlows([
      actNorm(4) as Flow,
      coupling({ latent: 4, map: affine, moves: "odd", ...net }),
      permutation([2, 0, 3, 1]) as Flow,
      autoregressive({ latent: 4, map: affine, ...net }),
    ]),
    false,
  ],
];
const latents = [5, 5, 4, 4, 4, 3, 1, 3, 4];

describe.each(flows.map((flow, i) => [...flow, latents[i] as number] as const))("%s", (_, flow, wants, latent) => {
  const bound = (rows: number) =>
    flow.bind(randomValues(flow.params), wants ? normals("context", [rows, 2]) : undefined);

  it("has the log-determinant of its Jacobian, both ways", () => {
    expectLogDet(bound(4).forward, normals("x", [4, latent]));
    expectLogDet(bound(4).inverse, normals("x", [4, latent]));
  });

  it("comes back, also with samples before the batch", () => {
    expectInverse(bound(4), normals("x", [4, latent]));
    const { value, logDet } = bound(4).forward(normals("y", [2, 4, latent]));
    expect([value.shape, logDet.shape]).toEqual([
      [2, 4, latent],
      [2, 4],
    ]);
    const again = bound(4).forward(
      tf.reshape(tf.slice(normals("y", [2, 4, latent]), [1, 0, 0], [1, 4, latent]), [4, latent]),
    );
    expectClose(tf.slice(value, [1, 0, 0], [1, 4, latent]), again.value, 1e-6);
  });
});

describe("autoregressive", () => {
  it.each([false, true])(
    "has a triangular Jacobian, context: %s, in which nothing below the diagonal is cut for good",
    (wants) => {
      const flow = autoregressive({ latent: 4, map: affine, ...(wants ? steered : net) });
      const context = wants ? normals("context", [3, 2]) : undefined;
      for (const rows of jacobians(flow.bind(randomValues(flow.params), context).forward, normals("x", [3, 4]))) {
        rows.forEach((row, i) => {
          row.forEach((entry, j) => {
            if (j > i) expect(entry).toBe(0);
            else expect(Math.abs(entry)).toBeGreaterThan(1e-6);
          });
        });
      }
    },
  );

  it("lets the context steer the first latent too", () => {
    const flow = autoregressive({ latent: 3, map: affine, ...steered });
    const first = (context: tf.Tensor) =>
      tf.slice(flow.bind(randomValues(flow.params), context).forward(tf.ones([1, 3])).value, [0, 0], [1, 1]);
    const gradient = tf.grad((context) => tf.sum(first(context)))(normals("context", [1, 2]));
    expect(Math.min(...tf.abs(gradient).dataSync())).toBeGreaterThan(1e-4);
  });

  it("equals PyTorch's masked autoregressive flow of two layers in float64", () => {
    const at = torch("masked");
    const layer = () => autoregressive({ latent: 3, map: invertElements(affine), hidden: [4], activation: "tanh" });
    const flow = composeFlows([layer(), reversal(3) as Flow, layer()]);
    const values = (i: number) => ({
      layer0: { weight: at(`w${i}`), bias: at(`b${i}`) },
      layer1: { weight: at(`v${i}`), bias: at(`c${i}`) },
    });
    const map = flow.bind({ flow0: values(0), flow1: {}, flow2: values(1) } as never);
    const { value, logDet } = map.forward(at("x"));
    expectClose(value, at("value"), 2e-5);
    expectClose(logDet, at("logDet"), 2e-5);
    expectClose(map.inverse(value).value, at("x"), 1e-4);
  });
});

describe("coupling", () => {
  it("keeps one half exactly and moves all of the other", () => {
    for (const moves of ["odd", "even"] as const) {
      const flow = coupling({ latent: 5, map: affine, moves, ...net });
      const x = normals("x", [3, 5]);
      const moved = tf.sub(flow.bind(randomValues(flow.params)).forward(x).value, x).arraySync() as number[][];
      for (const row of moved) {
        row.forEach((change, i) => {
          expect(change !== 0).toBe((i % 2 === 1) === (moves === "odd"));
        });
      }
    }
  });

  it("refuses a single latent", () => {
    expect(() => coupling({ latent: 1, map: affine, moves: "odd", ...net })).toThrow(ConfigError);
  });
});

it("permutation puts latents in the given order", () => {
  const { forward } = permutation([2, 0, 1]).bind({});
  expectClose(forward(tf.tensor2d([[1, 2, 3]])).value, [3, 1, 2]);
  expectClose(
    reversal(3)
      .bind({})
      .forward(tf.tensor2d([[1, 2, 3]])).value,
    [3, 2, 1],
  );
  expectInverse(permutation([2, 0, 1]).bind({}), normals("x", [4, 3]));
});

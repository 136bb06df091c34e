import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { expectLogDet } from "../test-support/jacobian.ts";
import { normals } from "../test-support/random-values.ts";
import { torch } from "../test-support/torch.ts";
import { orthogonalise } from "./orthogonalise.ts";
import { columnsOf, reflections, sylvester } from "./sylvester.ts";

beforeAll(useCpu);

const rest = (at: (name: string) => tf.Tensor) => ({
  triangles: at("triangles"),
  diagonal: at("diagonal"),
  otherDiagonal: at("otherDiagonal"),
  b: at("b"),
});

describe("orthogonalise", () => {
  it("equals PyTorch's QR decomposition with a positive diagonal", () => {
    const at = torch("sylvester orthogonal");
    expectClose(orthogonalise(at("a")), at("q"), 1e-5);
  });

  it("makes rows orthonormal, nearly dependent ones too", () => {
    for (const a of [tf.tensor2d([1, 0, 0, 1, 1e-3, 0], [2, 3]), normals("a", [2, 3, 8, 9]), normals("b", [1, 3])]) {
      const q = orthogonalise(a);
      const gram = tf.matMul(q, q, false, true);
      expectClose(gram, tf.add(tf.zerosLike(gram), tf.eye(a.shape.at(-2) as number)), 2e-6);
    }
  });
});

describe("sylvester", () => {
  it.each([
    ["orthogonal", (a: tf.Tensor) => columnsOf(orthogonalise(a))],
    ["householder", (a: tf.Tensor) => reflections(tf.unstack(a, 1))],
  ])("equals PyTorch's values and Jacobians in float64, %s", (form, q) => {
    const at = torch(`sylvester ${form}`);
    const { value, logDet } = sylvester({ q: q(at("a")), ...rest(at) }).forward(at("x"));
    expectClose(value, at("value"), 1e-5);
    expectClose(logDet, at("logDet"), 2e-5);
  });

  it.each([
    ["orthogonal", () => columnsOf(orthogonalise(normals("a", [2, 4]))), 2],
    ["householder", () => reflections([normals("v", [4]), normals("w", [4])]), 4],
  ])("has the log-determinant of its Jacobian, %s, with one set of parameters for all", (_, q, columns) => {
    const map = sylvester({
      q: q(),
      triangles: normals("triangles", [columns, columns]),
      diagonal: normals("diagonal", [columns]),
      otherDiagonal: normals("other", [columns]),
      b: normals("b", [columns]),
    });
    expectLogDet(map.forward, normals("x", [5, 4]));
  });

  it("keeps samples apart: [sample, batch, latent] against parameters per example", () => {
    const at = torch("sylvester orthogonal");
    const map = sylvester({ q: columnsOf(orthogonalise(at("a"))), ...rest(at) });
    const { value, logDet } = map.forward(tf.stack([normals("other", [6, 4]), at("x")]));
    expectClose(tf.slice(value, [1, 0, 0], [1, 6, 4]), at("value"), 1e-5);
    expectClose(tf.slice(logDet, [1, 0], [1, 6]), at("logDet"), 2e-5);
  });
});

import { normalDiagonal } from "@elbo/distributions";
import { bindParams, initialValue, normal } from "@elbo/program";
import type { Definition, Distribution, Draw, Named, ParamTree, Shape, Transport, Values, Wiring } from "@elbo/spec";
import { configChecks, densityChecks, expectClose, fakeGiven, subjectChecks } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { z } from "zod";
import { moved } from "../transports/moved.ts";

/** A part made for a site of this shape. */
export function makeTransport(definition: Definition, config: object, shape: Shape): Transport {
  const wiring: Partial<Wiring> = { site: { name: "z", shape } };
  return definition.create(
    definition.config(() => z.any()).parse({ kind: definition.kind, ...config }),
    wiring as Wiring,
  ) as Transport;
}

const numbers = (name: string, shape: Shape, scale = 1) =>
  tf.tensor(initialValue(name, { shape, init: normal(scale) }, 5n), [...shape]);

/** Features of the first `batch` of four examples. */
const featuresOf = ({ features }: Transport, batch: number): Named<tf.Tensor> =>
  Object.fromEntries(
    Object.entries(features).map(([name, shape]) => [
      name,
      tf.slice(numbers(name, [4, ...shape]), [0, ...shape.map(() => 0)], [batch, ...shape]),
    ]),
  );

const valuesOf = ({ params }: Transport): Values<ParamTree> =>
  bindParams(params, (path, { shape }) => numbers(path, shape, 0.4));

/** log|det| by elimination, of a matrix given as rows, in float64. */
function logDeterminant(rows: readonly (readonly number[])[]): number {
  const m = rows.map((row) => [...row]);
  let log = 0;
  while (m.length > 0) {
    const best = m.reduce((b, row, i) => (Math.abs(row[0] as number) > Math.abs(m[b]?.[0] as number) ? i : b), 0);
    const [head] = m.splice(best, 1) as [number[]];
    log += Math.log(Math.abs(head[0] as number));
    for (const [i, row] of m.entries()) {
      m[i] = row.slice(1).map((v, k) => v - ((row[0] as number) / (head[0] as number)) * (head[k + 1] as number));
    }
  }
  return log;
}

const context = {} as never; // flows draw no noise

/** What every flow must hold to: conformance, the log-determinant of its Jacobian, a way back that comes back, its density. */
export function transportChecks(definition: Definition, config: object, { share = 0.95 } = {}) {
  const transport = makeTransport(definition, config, [3]);
  const given = (batch: number) => fakeGiven({ lead: [batch] });
  const start = (batch: number) => normalDiagonal({ mean: tf.zeros([batch, 3]), scale: tf.scalar(0.7), eventAxes: 1 });
  const path = (value: tf.Tensor): Draw =>
    transport.move(
      valuesOf(transport),
      { value, logProb: tf.zeros([1, 4]) },
      featuresOf(transport, 4),
      given(4),
      context,
    );
  const flat = makeTransport(definition, config, [2]);
  const law = (): Distribution => {
    const [values, features] = [valuesOf(flat), featuresOf(flat, 1)];
    const base = normalDiagonal({ mean: tf.tensor2d([[0.4, -0.3]]), scale: tf.scalar(0.8), eventAxes: 1 });
    const { back } = flat;
    return moved(base, definition.kind, {
      move: (draw) => flat.move(values, draw, features, given(1), context),
      ...(back && { back: (value: tf.Tensor) => back(values, value, features) }),
    });
  };
  return [
    ...configChecks(definition, { ...config }),
    ...subjectChecks({
      params: transport.params,
      call: (values, batch, scope) => ({
        ...transport.move(values, start(batch).draw(1, scope), featuresOf(transport, batch), given(batch), context),
      }),
      batchAxis: 1,
      random: true,
      gradientShare: share,
    }),
    {
      name: "lowers the log-density by log|det| of the Jacobian, found by automatic differentiation",
      run: () => {
        const z = numbers("z", [1, 4, 3]);
        const rows = [0, 1, 2].map((i) =>
          tf
            .grad((at) => tf.sum(tf.slice(path(at).value, [0, 0, i], [1, 4, 1])))(z)
            .arraySync(),
        ) as number[][][][];
        const dets = [0, 1, 2, 3].map((b) => logDeterminant(rows.map((row) => row[0]?.[b] as number[])));
        const gap = Array.from(path(z).logProb.dataSync(), (v, b) => Math.abs(v + (dets[b] as number)));
        expect(Math.max(...gap)).toBeLessThan(1e-4);
      },
    },
    {
      name: "is steered by every feature of the encoder",
      run: () => {
        const names = Object.keys(transport.features);
        const all = featuresOf(transport, 4);
        const f = (...tensors: tf.Tensor[]) => {
          const seen = Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
          const from = { value: numbers("z", [1, 4, 3]), logProb: tf.zeros([1, 4]) };
          const { value, logProb } = transport.move(valuesOf(transport), from, seen, given(4), context);
          return tf.add(tf.sum(tf.square(tf.sub(value, 0.3))), tf.sum(logProb)) as tf.Scalar;
        };
        const gradients = tf.grads(f)(names.map((name) => all[name] as tf.Tensor));
        names.forEach((name, i) => {
          const rows = tf.reshape(tf.abs(gradients[i] as tf.Tensor), [4, -1]);
          expect(Math.min(...tf.max(rows, 1).dataSync()), name).toBeGreaterThan(1e-5);
        });
      },
    },
    {
      name: transport.back ? "comes back, with the opposite log|det|" : "does not claim a way back",
      run: () => {
        const z = numbers("z", [1, 4, 3]);
        const { value, logProb } = path(z);
        const from = transport.back?.(valuesOf(transport), value, featuresOf(transport, 4));
        expectClose(from?.value ?? z, z, 1e-5);
        const gap = tf.max(tf.abs(tf.sub(from?.logDet ?? logProb, logProb))).dataSync()[0] as number;
        expect(gap).toBeLessThan(1e-4);
      },
    },
    {
      name: "moves events of any axes alike",
      run: () => {
        const wide = makeTransport(definition, config, [1, 3]);
        const z = numbers("z", [1, 4, 3]);
        const from = { value: tf.reshape(z, [1, 4, 1, 3]), logProb: tf.zeros([1, 4]) };
        const { value, logProb } = wide.move(valuesOf(wide), from, featuresOf(wide, 4), given(4), context);
        expect(value.shape).toEqual([1, 4, 1, 3]);
        expectClose(value, path(z).value, 1e-6);
        expectClose(logProb, path(z).logProb, 1e-6);
      },
    },
    // Without a way back nothing but its own draws has a density, so there is nothing to integrate over a grid.
    ...densityChecks(law, { half: 8 }).slice(flat.back ? 0 : 1),
  ];
}

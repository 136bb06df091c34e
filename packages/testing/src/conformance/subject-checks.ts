import { bindParams, eagerContext, fillNoise, listParams } from "@elbo/program";
import type { Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { expectClose, relativeError } from "../numeric/expect-close.ts";
import type { Check } from "./check.ts";
import { callOn, projection, randomValues, type Subject } from "./subject.ts";

const scalarOf = (subject: Subject, values: Named<Float32Array>): number =>
  tf.tidy(() => {
    const { context } = eagerContext({
      seed: 1n,
      training: subject.training ?? true,
      ...(subject.knobs ? { knobs: subject.knobs } : {}),
    });
    const bound = bindParams(subject.params, (path, spec) => tf.tensor(values[path] as Float32Array, [...spec.shape]));
    return projection(subject.call(bound, 3, context)).dataSync()[0] as number;
  });

const gradientsOf = (subject: Subject, values: Named<Float32Array>): Named<Float32Array> => {
  const moved = listParams(subject.params).filter(({ spec }) => !spec.state);
  return tf.tidy(() => {
    const all = Object.fromEntries(
      listParams(subject.params).map(({ path, spec }) => [
        path,
        tf.tensor(values[path] as Float32Array, [...spec.shape]),
      ]),
    );
    const { grads } = tf.engine().gradients(
      () => {
        const { context } = eagerContext({
          seed: 1n,
          training: subject.training ?? true,
          ...(subject.knobs ? { knobs: subject.knobs } : {}),
        });
        const bound = bindParams(subject.params, (path) => all[path] as tf.Tensor);
        return projection(subject.call(bound, 3, context)) as tf.Scalar;
      },
      moved.map(({ path }) => all[path] as tf.Tensor),
      undefined,
      true,
    );
    return Object.fromEntries(
      moved.map(({ path }, i) => [
        path,
        Float32Array.from(grads[i]?.dataSync() ?? new Float32Array((values[path] as Float32Array).length)),
      ]),
    );
  }) as never;
};

/** What every part must hold to: finite, deterministic by seed, other noise at another step, no leak, right gradients. */
export function subjectChecks(subject: Subject): Check[] {
  const values = randomValues(subject);
  const flat = (key?: Parameters<typeof callOn>[2]) =>
    Object.values(callOn(subject, values, key)).flatMap(({ data }) => [...data]);
  return [
    {
      name: "gives finite numbers",
      run: () => expect(flat().filter((x) => !Number.isFinite(x))).toEqual([]),
    },
    {
      name: "gives the same for the same seed and step",
      run: () => expect(flat({ seed: 3n, step: 4 })).toEqual(flat({ seed: 3n, step: 4 })),
    },
    {
      name: subject.random ? "draws anew at another step and another seed" : "needs no noise",
      run: () => {
        const first = flat({ seed: 3n, step: 4 });
        if (!subject.random) return void expect(flat({ seed: 4n, step: 5 })).toEqual(first);
        expect(flat({ seed: 3n, step: 5 })).not.toEqual(first);
        expect(flat({ seed: 4n, step: 4 })).not.toEqual(first);
      },
    },
    {
      name: "leaks no tensor",
      run: () => {
        callOn(subject, values);
        const before = tf.memory().numTensors;
        callOn(subject, values);
        expect(tf.memory().numTensors).toBe(before);
      },
    },
    ...perExampleCheck(subject, values),
    ...gradientChecks(subject, values),
  ];
}

const perExampleCheck = (subject: Subject, values: Named<Float32Array>): Check[] => {
  const axis = subject.batchAxis;
  if (axis === undefined) return [];
  return [
    {
      name: "treats each example alone: a larger batch changes nothing for the first ones",
      run: () => {
        const [small, large] = [callOn(subject, values, { batch: 2 }), callOn(subject, values, { batch: 4 })];
        for (const [name, { shape, data }] of Object.entries(large)) {
          expect(shape[axis], `batch axis of ${name}`).toBe(4);
          const lead = shape.slice(0, axis).reduce((a, b) => a * b, 1);
          const rest = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
          const first: number[] = [];
          for (let i = 0; i < lead; i++) first.push(...data.subarray(i * 4 * rest, (i * 4 + 2) * rest));
          expectClose(Float32Array.from(first), (small[name] as { data: Float32Array }).data, 1e-5);
        }
      },
    },
  ];
};

const gradientChecks = (subject: Subject, values: Named<Float32Array>): Check[] => {
  const moved = listParams(subject.params).filter(({ spec }) => !spec.state);
  if (moved.length === 0) return [];
  return [
    {
      name: "lets gradients reach every parameter",
      run: () => {
        const gradients = gradientsOf(subject, values);
        const silent = moved.map(({ path }) => path).filter((path) => gradients[path]?.every((g) => g === 0));
        expect(silent).toEqual([]);
        const all = Object.values(gradients).flatMap((g) => [...g]);
        const share = all.filter((g) => g !== 0).length / all.length;
        expect(share).toBeGreaterThanOrEqual(subject.gradientShare ?? 0.95);
      },
    },
    {
      name: "has the gradient that central differences give",
      run: () => {
        const gradients = gradientsOf(subject, values);
        for (let direction = 0; direction < 3; direction++) {
          const along = Object.fromEntries(
            moved.map(({ path }) => {
              const way = new Float32Array((values[path] as Float32Array).length);
              fillNoise(way, { law: "normal" }, { seed: 9n, step: direction, path: `direction/${path}` });
              return [path, way];
            }),
          );
          const step = 2e-3;
          const shifted = (by: number) =>
            Object.fromEntries(
              Object.entries(values).map(([path, v]) => {
                const way = along[path];
                return [path, way ? v.map((x, i) => x + by * (way[i] as number)) : v];
              }),
            );
          const numeric = (scalarOf(subject, shifted(step)) - scalarOf(subject, shifted(-step))) / (2 * step);
          const products = Object.entries(along).flatMap(([path, way]) =>
            [...way].map((w, i) => w * ((gradients[path] as Float32Array)[i] as number)),
          );
          const analytic = products.reduce((a, b) => a + b, 0);
          const scale = Math.sqrt(products.reduce((a, b) => a + b * b, 0));
          expect(relativeError([analytic / scale], [numeric / scale])).toBeLessThan(
            Math.max(0.03, 0.02 / Math.abs(numeric / scale)),
          );
        }
      },
    },
  ];
};

import { eagerContext } from "@elbo/program";
import type { Context, Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import type { Check } from "./check.ts";

/** Points of a grid over an event of one or two dimensions, `[points, dimensions]`, and the area of a cell. */
const grid = (dimensions: number, half: number, step: number) => {
  const axis = Array.from({ length: Math.round((2 * half) / step) + 1 }, (_, i) => -half + i * step);
  const points = dimensions === 1 ? axis.map((a) => [a]) : axis.flatMap((a) => axis.map((b) => [a, b]));
  return { points: tf.tensor2d(points), cell: step ** dimensions };
};

/**
 * A density over one or two continuous dimensions must integrate to one, and must be the density of its own draws.
 * `make` gives a distribution with batchShape [] or [1].
 */
export function densityChecks(
  make: (context: Context) => Distribution,
  { half = 14, step = 0.1 }: { readonly half?: number; readonly step?: number } = {},
): Check[] {
  const withDistribution = <R>(use: (distribution: Distribution, context: Context) => R): R =>
    tf.tidy(() => {
      const { context } = eagerContext({ seed: 2n, training: false });
      return use(make(context.at("make")), context) as never;
    }) as R;
  return [
    {
      name: "has a density that integrates to one",
      run: () =>
        withDistribution((distribution) => {
          const dimensions = distribution.eventShape.reduce((a, b) => a * b, 1);
          const { points, cell } = grid(dimensions, half, step);
          const batch = distribution.batchShape.map(() => 1);
          const value = tf.reshape(points, [points.shape[0], ...batch, ...distribution.eventShape]);
          const logProb = distribution.logProb?.(value);
          expect(logProb, "a density").toBeDefined();
          const total = (tf.sum(tf.exp(logProb as tf.Tensor)).dataSync()[0] as number) * cell;
          expect(Math.abs(total - 1)).toBeLessThan(5e-3);
        }),
    },
    {
      name: "scores its own draws with its density",
      run: () =>
        withDistribution((distribution, context) => {
          const draw = distribution.draw?.(64, context.at("draw"));
          expect(draw, "a draw").toBeDefined();
          if (!draw || !distribution.logProb) return;
          const gap = tf.max(tf.abs(tf.sub(draw.logProb, distribution.logProb(draw.value)))).dataSync()[0] as number;
          expect(gap).toBeLessThan(1e-3);
        }),
    },
    {
      name: "draws where its density is: importance weights average to one",
      run: () =>
        withDistribution((distribution, context) => {
          const draw = distribution.draw?.(20_000, context.at("draw"));
          if (!draw) throw new Error("it cannot be drawn");
          const flat = tf.reshape(draw.value, [20_000, -1]);
          const { mean, variance } = tf.moments(flat, 0);
          const narrow = tf.mul(0.7, tf.sqrt(variance));
          const standard = tf.div(tf.sub(flat, mean), narrow);
          const logNormal = tf.sub(
            tf.mul(-0.5, tf.sum(tf.square(standard), 1)),
            tf.add(tf.sum(tf.log(narrow)), 0.5 * Math.log(2 * Math.PI) * (flat.shape[1] as number)),
          );
          const ratio = tf.exp(tf.sub(logNormal, tf.reshape(draw.logProb, [20_000])));
          const { mean: average, variance: spread } = tf.moments(ratio);
          const error = Math.sqrt((spread.dataSync()[0] as number) / 20_000);
          expect(Math.abs((average.dataSync()[0] as number) - 1)).toBeLessThan(Math.max(5 * error, 0.02));
        }),
    },
  ];
}

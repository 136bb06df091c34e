import { pointMass } from "@elbo/distributions";
import { stopGradient } from "@elbo/program";
import type { Codebook, Definition, Posterior, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { type CodeTable, codeTable, codeTableFields } from "./code-table.ts";
import { nearestCode } from "./codebook.ts";
import { movedAverages } from "./vq-averages.ts";

const schema = z.strictObject({
  kind: z.literal("residual-vq"),
  shape: z
    .array(z.int().min(1))
    .min(2)
    .describe("axes of what the decoder reads: [height, width, feature] or [position, feature]"),
  depth: z.int().min(1).default(4).describe("codes D of a position, each for what the ones before it left"),
  shared: z
    .boolean()
    .default(false)
    .describe("one table for all depths (Lee et al. 2022), or one each (Zeghidour et al. 2021)"),
  ...codeTableFields,
});

/** Options of `residual-vq`. */
export type ResidualVqConfig = z.output<typeof schema>;

/** Parameters: the tables, `depth0` first, or `all`. */
export type ResidualVqParams = { readonly [name: string]: CodeTable };

/** Vectors of each depth side by side, by one table per depth: events `[...position, depth, feature]`. */
function residualCodebook(tables: readonly tf.Tensor[], positions: Shape): Codebook {
  const [first] = tables as readonly [tf.Tensor, ...tf.Tensor[]];
  const [size, width] = first.shape as [number, number];
  const depth = tables.length;
  const apart = (x: tf.Tensor, shape: Shape) => tf.split(x, depth, 1).map((one) => tf.reshape(one, [...shape]));
  return {
    size,
    shape: [...positions, depth],
    lookup: (indices) => {
      const each = apart(tf.reshape(tf.cast(indices, "int32"), [-1, depth]), [-1]);
      const rows = each.map((index, d) => tf.gather(tables[d] as tf.Tensor, index as tf.Tensor1D));
      return tf.reshape(tf.stack(rows, 1), [...indices.shape, width]);
    },
    indices: (value) => {
      const each = apart(tf.reshape(value, [-1, depth, width]), [-1, width]);
      const found = each.map((row, d) => nearestCode(row, tables[d] as tf.Tensor));
      return tf.reshape(tf.stack(found, 1), value.shape.slice(0, -1));
    },
  };
}

/** Creates the quantising posterior. */
export function createResidualVq(config: ResidualVqConfig): Posterior<ResidualVqParams> {
  const { shape, depth, shared, codes, commitment } = config;
  const width = shape.at(-1) as number;
  const positions = shape.slice(0, -1);
  const depths = Array.from({ length: depth }, (_, d) => d);
  const nameAt = (d: number) => (shared ? "all" : `depth${d}`);
  const names = [...new Set(depths.map(nameAt))];
  const tableAt = (params: Values<ResidualVqParams>, d: number) => params[nameAt(d)] as Values<CodeTable>;
  const event = [...positions, depth, width];
  return {
    params: Object.fromEntries(names.map((name) => [name, codeTable(codes, width, config.start)])),
    shape: event,
    features: { code: shape },
    space: "codes",
    offers: ["law"],
    prior: { kind: "codes-uniform" },
    codes: { size: codes, shape: [...positions, depth] },
    reading: { shape, read: (value) => tf.sum(value, value.rank - 2) },
    distribution(params, features, given, context) {
      const x = features.code as tf.Tensor;
      const lead = x.shape.slice(0, x.rank - shape.length);
      const rows = tf.reshape(x, [-1, width]);
      let left = stopGradient(rows);
      const levels = depths.map((d) => {
        const { codebook } = tableAt(params, d);
        const before = left;
        const indices = nearestCode(before, codebook);
        const nearest = stopGradient(tf.gather(codebook, indices as tf.Tensor1D));
        left = tf.sub(before, nearest);
        return { before, indices, nearest };
      });
      if (context.training) {
        const perExample = tf.expandDims(given.batch.weight as tf.Tensor, 1);
        const weight = tf.reshape(tf.mul(perExample, tf.ones([...lead, tf.util.sizeFromShape(positions)])), [-1]);
        for (const name of names) {
          const own = levels.filter((_, d) => nameAt(d) === name);
          const together = <T extends tf.Tensor>(each: readonly T[]) =>
            each.length === 1 ? (each[0] as T) : (tf.concat([...each], 0) as T);
          const table = params[name] as Values<CodeTable>;
          const next = movedAverages(
            {
              codebook: table.codebook,
              counts: table.counts,
              x: together(own.map(({ before }) => before)),
              indices: together(own.map(({ indices }) => indices)),
              weight: together(own.map(() => weight)),
              noise: context.noise(`revive-${name}`, [codes], { law: "uniform" }),
            },
            config,
          );
          context.update(table.codebook, next.codebook);
          context.update(table.counts, next.counts);
        }
      }
      let sum: tf.Tensor = tf.zerosLike(rows);
      const distances = levels.map(({ nearest }) => {
        sum = tf.add(sum, nearest);
        return tf.sum(tf.square(tf.sub(rows, sum)), 1);
      });
      const distance = tf.reshape(
        distances.reduce((a, b) => tf.add(a, b)),
        [...lead, -1],
      );
      context.add("commitment", tf.mul(commitment, tf.sum(distance, lead.length)));
      const passed = tf.sub(rows, stopGradient(rows)); // 0, with the gradient that the encoder gets
      const vectors = levels.map(({ nearest }, d) => (d === 0 ? tf.add(nearest, passed) : nearest));
      const value = tf.reshape(tf.stack(vectors, 1), [...lead, ...event]);
      return pointMass({ value, eventAxes: event.length, gradient: "straight-through" });
    },
    codebook: (params) =>
      residualCodebook(
        depths.map((d) => tableAt(params, d).codebook),
        positions,
      ),
  };
}

/**
 * Residual vector quantisation (Zeghidour et al. 2021, algorithm 1; Lee et al. 2022, section 3.1): r_0 = x, e_d the code of
 * table d nearest to r_d, r_{d+1} = r_d - e_d. z holds e_0 .. e_{D-1} side by side, `[...position, depth, feature]`, so that
 * priors find every code again; the decoder reads their sum, whose gradient goes straight through to x.
 * Term `commitment` = beta sum_d |x - sg(e_0 + .. + e_d)|^2, summed over the event, `[...lead]` (Lee et al. eq. 8); tables
 * follow averages of what they quantised. Feature `code` `[...lead, ...position, feature]`; the draw's log-probability is 0.
 */
export const residualVqPosterior: Definition<ResidualVqConfig, Posterior<ResidualVqParams>> = {
  family: "posterior",
  kind: "residual-vq",
  summary: "Residual vector quantisation, several codes a position (Zeghidour et al. 2021; Lee et al. 2022)",
  config: () => schema,
  create: createResidualVq,
};

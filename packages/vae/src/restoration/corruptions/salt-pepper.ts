import { logSumExp } from "@elbo/distributions";
import { type Distribution, type Field, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { CorruptionDefinition, Seen } from "../corruption.ts";
import { valuesOf, varianceOf } from "../laws/values.ts";
import { medianOfNeighbours } from "./median-of-neighbours.ts";

const config = z.strictObject({
  kind: z.literal("salt-pepper"),
  probability: z.number().gt(0).lt(1).describe("that an element is struck: it is then 0 or 1, half of the time each"),
});

/** log of a probability that is none. */
const NEVER = -1e9;

/** Width of the values that one grey level stands for: what makes a density of them a probability. */
const cellOf = ({ levels }: Pick<Field, "levels">) => (levels === undefined ? 1 : 1 / (levels - 1));

/**
 * y = x with probability 1 - p, else 0 or 1: p(y|z) = (1 - p) p(x = y|z) + p / 2 [y is 0 or 1]. A density of grey levels
 * counts as the probability of the level, density times its width.
 */
export const saltPepper: CorruptionDefinition<z.output<typeof config>> = {
  kind: "salt-pepper",
  summary: "elements that became 0 or 1, each with the same probability",
  config,
  create: ({ probability }, field) => {
    if (field.support !== "unit" && field.support !== "binary") {
      throw new NotSupportedError("salt and pepper are the ends of a range, and these numbers have none", {
        where: "restore salt-pepper",
        expected: "x in 0..1",
        received: `${field.support} numbers`,
      });
    }
    /** log of (1 - p) p(x = y|z), and of the probability to be struck so, `[...y]`. */
    const ways = (elements: Distribution, y: tf.Tensor) => {
      const score = elements.logProb as NonNullable<Distribution["logProb"]>;
      const whole = Math.log1p(-probability) + (elements.mass ? 0 : Math.log(cellOf(field)));
      const inside = tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 1)), "float32");
      const kept = tf.add(score(y), whole);
      return [kept, tf.add(tf.zerosLike(kept), tf.add(tf.mul(inside, NEVER), Math.log(probability / 2)))] as const;
    };
    const law = (elements: Distribution): Distribution => {
      const { mean } = elements;
      return {
        family: "salt-pepper",
        ...(elements.mass ? { mass: true as const } : {}),
        batchShape: elements.batchShape,
        eventShape: [],
        parameters: {},
        gradient: "none",
        ...(mean ? { mean: () => tf.add(tf.mul(mean(), 1 - probability), probability / 2) } : {}),
        logProb: (y) => logSumExp(tf.stack([...ways(elements, y)]), 0),
      };
    };
    /** Where it was kept, x is y; where it was struck, y says nothing. */
    const clean = (elements: Distribution, { y, mask }: Seen): Distribution => {
      const [kept, struck] = ways(elements, y);
      const share = tf.mul(mask, tf.sigmoid(tf.sub(kept, struck)));
      const base = (elements.mean as NonNullable<Distribution["mean"]>)();
      const mean = tf.add(tf.mul(share, y), tf.mul(tf.sub(1, share), base));
      const square = (of: tf.Tensor) => tf.square(tf.sub(of, mean));
      const own = varianceOf(elements, field) as tf.Tensor;
      const variance = tf.add(tf.mul(share, square(y)), tf.mul(tf.sub(1, share), tf.add(own, square(base))));
      return {
        family: "salt-pepper-cleaned",
        batchShape: elements.batchShape,
        eventShape: [],
        parameters: {},
        gradient: "none",
        mean: () => mean,
        variance: () => variance,
        draw: (samples, context) => {
          const u = context.noise("kept", [samples, ...share.shape], { law: "uniform" });
          const drawn = (elements.draw as NonNullable<Distribution["draw"]>)(samples, context.at("struck")).value;
          const value = tf.where(tf.less(u, share), tf.add(y, tf.zerosLike(drawn)), drawn);
          return { value, logProb: tf.zerosLike(value) };
        },
      };
    };
    return {
      seen: field,
      exact: false,
      nodes: valuesOf(field)?.count ?? 1,
      law,
      clean,
      rough: (y) => medianOfNeighbours(y, field.shape),
      damage: (x, chance) =>
        x.map((v) => {
          const [struck, salt] = [chance("uniform") < probability, chance("uniform") < 0.5];
          return struck ? Number(salt) : v;
        }),
    };
  },
};

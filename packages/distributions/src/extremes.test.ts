import { readFileSync } from "node:fs";
import type { Distribution, Named } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { continuousBernoulli } from "./bounded/continuous-bernoulli.ts";
import { betaBinomial } from "./counts/beta-binomial.ts";
import { negativeBinomial } from "./counts/negative-binomial.ts";
import { poisson } from "./counts/poisson.ts";
import { zeroInflated } from "./counts/zero-inflated.ts";
import { discretisedLogisticMixture } from "./graded/discretised-logistic-mixture.ts";
import { ordinal } from "./graded/ordinal.ts";
import { laplace } from "./tailed/laplace.ts";
import { logNormal } from "./tailed/log-normal.ts";
import { studentT } from "./tailed/student-t.ts";

beforeAll(useCpu);

type Table = Named<readonly number[]>;
const path = new URL("../fixtures/extremes.json", import.meta.url);
const fixture = JSON.parse(readFileSync(path, "utf8")) as Named<Table>;

const wide = (x: tf.Tensor) => tf.expandDims(x, -1);

/** Each family from the inputs of its block. */
const families: Named<(p: Named<tf.Tensor>) => Distribution> = {
  continuousBernoulli: (p) => continuousBernoulli(p as never),
  laplace: (p) => laplace(p as never),
  studentT: (p) => studentT(p as never),
  logNormal: (p) => logNormal(p as never),
  poisson: (p) => poisson(p as never),
  negativeBinomial: (p) => negativeBinomial(p as never),
  zeroInflated: ({ logRate, logits }) => zeroInflated({ base: poisson({ logRate } as never), logits } as never),
  betaBinomial: (p) => betaBinomial({ ...p, total: 255 } as never),
  ordinal: ({ location, t0, t1, t2 }) =>
    ordinal({ location, thresholds: tf.stack([t0, t1, t2] as tf.Tensor[], -1) } as never),
  discretisedLogistic: ({ mean, logScale }) =>
    discretisedLogisticMixture({
      logits: wide(tf.zerosLike(mean as tf.Tensor)),
      mean: wide(mean as tf.Tensor),
      logScale: wide(logScale as tf.Tensor),
      levels: 256,
    }),
};

/** Rows whose distance, relative to the exact number or 1, is above `limit`. */
function beyond(table: Table, name: string, received: tf.Tensor, limit: number): readonly string[] {
  const exact = table[name] as readonly number[];
  const inputs = Object.keys(table).filter((key) => key !== "logProb" && !key.startsWith("d "));
  return Array.from(received.dataSync()).flatMap((value, row) => {
    const stated = exact[row] as number;
    const error = Math.abs(value - stated) / Math.max(1, Math.abs(stated));
    const at = inputs.map((key) => `${key} ${table[key]?.[row]}`).join(", ");
    return error <= limit ? [] : [`${name} at ${at}: ${value}, exact ${stated}`];
  });
}

describe.each(Object.keys(families))("%s in float32, ordinary and extreme", (family) => {
  const table = fixture[family] as Table;
  const names = Object.keys(table).filter((key) => key !== "value" && key !== "logProb" && !key.startsWith("d "));
  const at = (name: string) => tf.tensor1d([...(table[name] as readonly number[])]);
  const score = (parameters: readonly tf.Tensor[]) => {
    const make = families[family] as (p: Named<tf.Tensor>) => Distribution;
    const p = make(Object.fromEntries(names.map((name, i) => [name, parameters[i] as tf.Tensor])));
    return p.logProb?.(at("value")) as tf.Tensor;
  };

  it("has the log density that 60 digits have", () => {
    expect(beyond(table, "logProb", score(names.map(at)), 2e-5)).toEqual([]);
  });

  it("has their gradients", () => {
    const gradients = tf.grads((...parameters: tf.Tensor[]) => tf.sum(score(parameters)))(names.map(at));
    const wrong = names.flatMap((name, i) => beyond(table, `d ${name}`, gradients[i] as tf.Tensor, 1e-4));
    expect(wrong).toEqual([]);
  });
});

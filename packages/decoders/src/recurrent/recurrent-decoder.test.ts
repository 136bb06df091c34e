import { ConfigError, type Definition, type Field, type Named } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  expectCausal,
  expectLatentReachesAll,
  expectStepsEqualParallel,
  tokenDecoderChecks,
  tokenWiring,
} from "../test-support/token-decoder-checks.ts";
import { createRecurrentDecoder, recurrentDecoder } from "./recurrent-decoder.ts";

beforeAll(useCpu);

const defaults = recurrentDecoder.config(() => z.never()).parse({ kind: "recurrent" });
const create = (more: object = {}, fields?: Named<Field>) =>
  createRecurrentDecoder({ ...defaults, embedding: 3, hidden: 4, ...more }, tokenWiring(fields));
const feeds = ["start", "each", "both"] as const;
const ways = feeds.flatMap((feed) => (["gru", "lstm"] as const).map((cell) => ({ feed, cell })));

describe("recurrent decoder", () => {
  it.each(ways)("$cell, feed $feed: one token at a time gives what the parallel form gives", (way) => {
    expectStepsEqualParallel(create({ ...way, tokenDropout: 0.2 }));
  });
  it.each(["gru", "lstm"])("%s: sees no token before it is due", (cell) => expectCausal(create({ cell })));
  it.each(ways)("$cell, feed $feed: z reaches every token", (way) => expectLatentReachesAll(create(way)));
  it("keeps a row for the unknown token only where tokens are dropped", () => {
    expect(create().params.embedding.table.shape).toEqual([7, 3]);
    expect(create({ tokenDropout: 0.1 }).params.embedding.table.shape).toEqual([8, 3]);
  });
  it("refuses data that are no tokens, rates that are none, and widths below 1", () => {
    const image: Field = { shape: [28, 28, 1], dtype: "float32", support: "unit" };
    expect(() => create({}, { x: image })).toThrow(ConfigError);
    expect(() => create({ tokenDropout: 1 })).toThrow(/decoders\/recurrent: tokenDropout is no dropout rate/);
    expect(() => create({ hidden: 0 })).toThrow(/decoders\/recurrent: hidden width makes no layer/);
    expect(() => create({ embedding: -1 })).toThrow(/decoders\/recurrent: embedding width makes no layer/);
  });
});

for (const [cell, feed, tokenDropout] of [
  ["gru", "start", 0],
  ["gru", "each", 0],
  ["gru", "both", 0.4],
  ["lstm", "both", 0.4],
] as const) {
  const decoder = create({ cell, feed, tokenDropout });
  describeConformance(`recurrent decoder, ${cell}, feed ${feed}, token dropout ${tokenDropout}`, [
    ...configChecks(recurrentDecoder as Definition, { cell, feed, tokenDropout }),
    ...tokenDecoderChecks(decoder, tokenDropout),
  ]);
}

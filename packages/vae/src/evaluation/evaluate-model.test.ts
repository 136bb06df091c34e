import { exactLogLikelihood } from "@elbo/datasets";
import { cpuEngine, createArena } from "@elbo/engine";
import type { Field, Input, Named, Numbers, Split } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { assemble } from "../assembly/assemble.ts";
import type { CompileRequest } from "../assembly/assembled.ts";
import { parseConfig } from "../config/parse-config.ts";
import { createSession, type Session } from "../session/session.ts";
import { evaluateModel, importanceBound } from "./evaluate-model.ts";
import { linearGaussian } from "./fakes/linear-gaussian.ts";
import { readBatches } from "./read-batches.ts";

beforeAll(useCpu);

const SIZE = 5;
const TEST = 30;
const model = linearGaussian({ size: SIZE, noise: 0.6, test: TEST });
const { registry, config, law } = model;
const open = (tilt: number) => model.open(cpuEngine, tilt);
const examples = async ({ assembled }: Session, count: number) => {
  const { test } = assembled.dataset.splits;
  for await (const { inputs } of readBatches(test, assembled.dataset.fields, { batch: count, seed: 0n })) return inputs;
  throw new Error("no example");
};
const truth = async (session: Session, count: number) =>
  -exactLogLikelihood((await examples(session, count)).x as Numbers, law);

describe("evaluateModel on data whose density is known", () => {
  it("has an importance-sampled NLL equal to the closed form under the exact posterior, for any k", async () => {
    const session = await open(0);
    const exact = await truth(session, TEST);
    for (const importance of [1, 7, 45]) {
      const split = session.assembled.dataset.splits.test;
      const { nll, bitsPerDimension } = await evaluateModel(session, { split, batch: 8, importance });
      expect(nll).toMatchObject({ samples: importance, examples: TEST });
      expectClose(nll?.value as number, exact, 1e-5);
      expectClose(bitsPerDimension, exact / SIZE / Math.LN2, 1e-5);
    }
  });

  it("has a bound that is the NLL plus the KL to the exact posterior, within five standard errors", async () => {
    const tilt = 0.5;
    const session = await open(tilt);
    const split = session.assembled.dataset.splits.test;
    const { negativeElbo, reconstruction, kl, examples: seen } = await evaluateModel(session, { split, batch: 30 });
    expect(seen).toBe(TEST);
    expectClose(negativeElbo, reconstruction + kl, 1e-5);
    const gap = 2 * 0.5 * (Math.exp(tilt) - 1 - tilt); // two dimensions, variances off by exp(tilt)
    const exact = await truth(session, TEST);
    expect(Math.abs(negativeElbo - exact - gap)).toBeLessThan((5 * Math.sqrt(SIZE)) / Math.sqrt(TEST));
  });

  it("narrows the gap with more samples, never going below the truth by more than noise", async () => {
    const session = await open(0.5);
    const split = session.assembled.dataset.splits.test;
    const exact = await truth(session, TEST);
    const { nll } = await evaluateModel(session, { split, batch: 30, importance: 2000 });
    expect(Math.abs((nll?.value as number) - exact)).toBeLessThan(0.02);
  });

  it("does not depend on the batch size, and stops at its limits", async () => {
    const session = await open(0);
    const split = session.assembled.dataset.splits.test;
    const { kl } = await evaluateModel(session, { split, batch: 30 });
    expectClose((await evaluateModel(session, { split, batch: 7 })).kl, kl, 1e-5);
    const done: number[] = [];
    const limited = await evaluateModel(session, {
      ...{ split, batch: 4, limit: 10, importance: 3, importanceLimit: 6 },
      onProgress: (n) => done.push(n),
    });
    expect([limited.examples, limited.nll?.examples]).toEqual([10, 6]);
    expectClose(limited.nll?.value as number, await truth(session, 6), 1e-5);
    expect(done).toEqual([4, 8, 10]);
  });

  it("counts active units: both latents here, and no collapse", async () => {
    const session = await open(0);
    const split = session.assembled.dataset.splits.test;
    const found = await evaluateModel(session, { split });
    expect([found.activeUnits, found.latentDimensions, found.collapsed]).toEqual([2, 2, false]);
    expect(found.perToken).toBeUndefined();
  });
});

it("divides bits per dimension by what is observed, in the very examples that the NLL was measured on", async () => {
  const session = await open(0);
  const { dataset } = session.assembled;
  const mask: Field = { shape: [SIZE], dtype: "float32", support: "binary" };
  /** Example i misses its first i columns. */
  const gaps = (i: number, column: number) => (column < i % SIZE ? 0 : 1);
  const split: Split = {
    length: TEST,
    read: async (indices, { "x.mask": into, ...rest }, presentation) => {
      indices.forEach((i, row) => {
        for (let column = 0; column < SIZE; column++) (into as Numbers)[row * SIZE + column] = gaps(i, column);
      });
      await dataset.splits.test.read(indices, rest, presentation);
    },
  };
  const masked = { ...session.assembled, dataset: { ...dataset, fields: { ...dataset.fields, "x.mask": mask } } };
  const fields: Named<Input> = {
    x: { shape: [6, SIZE], dtype: "float32" },
    "x.mask": { shape: [6, SIZE], dtype: "float32" },
    weight: { shape: [6], dtype: "float32" },
  };
  const withMask = (request: CompileRequest): CompileRequest => ({
    ...request,
    signature: { ...request.signature, inputs: fields },
  });
  const assembled = {
    ...masked,
    evaluation: (batch: number) => withMask(masked.evaluation(batch)),
    importance: (batch: number, samples: number) => withMask(masked.importance(batch, samples)),
  };
  const found = await evaluateModel(createSession(assembled, cpuEngine, session.arena), {
    ...{ split, batch: 6, limit: 12, importance: 3, importanceLimit: 4 },
  });
  const observed = 5 + 4 + 3 + 2; // of examples 0 to 3
  const nats = 4 * (found.nll?.value as number);
  expectClose(found.bitsPerDimension, nats / observed / Math.LN2, 1e-6);
});

it("an aborted evaluation ends after the chunk at hand", async () => {
  const session = await open(0.8);
  const stop = new AbortController();
  const seen: number[] = [];
  const onProgress = (done: number) => {
    seen.push(done);
    if (seen.length === 2) stop.abort(new Error("enough"));
  };
  const { test: split } = session.assembled.dataset.splits;
  const evaluation = evaluateModel(session, { split, batch: 5, onProgress, signal: stop.signal });
  await expect(evaluation).rejects.toThrow("enough");
  expect(seen).toEqual([5, 10]);
  // Before the first batch is over, too: between chunks of importance samples.
  let run = 0;
  const counting: Session = { ...session, run: (...args) => session.run(...args).finally(() => run++) };
  const stopped = { split, batch: 5, importance: 200, signal: AbortSignal.abort(new Error("at once")) };
  await expect(evaluateModel(counting, stopped)).rejects.toThrow("at once");
  expect(run).toBe(2);
});

it("importanceBound in chunks is the log-mean-exp of one draw", async () => {
  const session = await open(0.8);
  const batch = 3;
  const inputs = await examples(session, batch);
  const key = { seed: 4n, step: 6 };
  const bound = await importanceBound(session, inputs, { batch, importance: 45, ...key });
  const { weights } = await session.run("whole", () => session.assembled.importance(batch, 45), inputs, key);
  const expected = [0, 1, 2].map((row) => {
    const mean = Array.from({ length: 45 }, (_, k) => Math.exp(weights?.[k * batch + row] as number));
    return Math.log(mean.reduce((a, b) => a + b, 0) / 45);
  });
  expectClose(bound, expected, 1e-6);
});

it("gives an autoencoder's points no likelihood, and says so", async () => {
  const latents = { kind: "single", posterior: { kind: "deterministic", dimension: 2 } };
  const parsed = parseConfig({ ...(config as object), latents, loss: { kind: "rae" } }, registry);
  const assembled = await assemble(parsed, registry);
  const session = createSession(assembled, cpuEngine, createArena(assembled.tree));
  const { nll, lawless, ...rest } = await evaluateModel(session, {
    split: assembled.dataset.splits.test,
    importance: 5,
  });
  expect([nll, lawless]).toEqual([undefined, true]);
  expect(rest.negativeElbo).toBeCloseTo(rest.reconstruction + rest.kl, 4);
});

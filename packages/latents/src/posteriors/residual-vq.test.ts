import { eagerContext, initialise } from "@elbo/program";
import type { Values } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { torch } from "../../fixtures/torch.ts";
import { createResidualVq, type ResidualVqParams, residualVqPosterior } from "./residual-vq.ts";

beforeAll(useCpu);

const schema = () =>
  residualVqPosterior.config(() => {
    throw new Error("no slots");
  });
const create = (more: object = {}) =>
  createResidualVq(
    schema().parse({ kind: "residual-vq", shape: [2, 3], depth: 3, codes: 5, decay: 0.8, smoothing: 1e-5, ...more }),
  );
type Params = Values<ResidualVqParams>;
const read = (posterior: ReturnType<typeof create>, value: tf.Tensor) => posterior.reading?.read(value) as tf.Tensor;

describe("residual-vq", () => {
  it.each([
    ["apart", false],
    ["shared", true],
  ])("follows PyTorch in float64 over three steps, tables %s", (name, shared) => {
    const t = torch("posteriors/fixtures/residual-vq.json");
    const of = (key: string, step: number) => t(`${name}/${key}/${step}`);
    const posterior = create({ shared });
    const tables = Object.keys(posterior.params);
    expect(tables).toEqual(shared ? ["all"] : ["depth0", "depth1", "depth2"]);
    let params: Params = Object.fromEntries(
      tables.map((table, i) => [table, { codebook: of(`table${i}`, 0), counts: tf.ones([5]) }]),
    );
    const given = fakeGiven({ lead: [4], batch: { weight: t("weight") } });
    for (let step = 1; step <= 3; step++) {
      const run = eagerContext({ step });
      const q = posterior.distribution(params, { code: of("x", step) }, given, run.context);
      expectClose(q.mean?.() as tf.Tensor, of("value", step), 1e-5);
      expectClose(read(posterior, q.mean?.() as tf.Tensor), of("read", step), 1e-5);
      expectClose(run.added.commitment as tf.Tensor, of("commitment", step), 1e-5);
      const loss = (code: tf.Tensor) => {
        const inner = eagerContext({ step });
        const value = posterior.distribution(params, { code }, given, inner.context).mean?.() as tf.Tensor;
        const decoded = tf.sum(tf.mul(read(posterior, value), t("cotangent")));
        return tf.add(decoded, tf.sum(inner.added.commitment as tf.Tensor));
      };
      expectClose(tf.grad(loss)(of("x", step)), of("gradient", step), 1e-5);
      const moved = (state: tf.Tensor) => run.updates.get(state) as tf.Tensor;
      const before = params;
      params = Object.fromEntries(
        tables.map((table) => {
          const { codebook, counts } = before[table] as Params[string];
          return [table, { codebook: moved(codebook as tf.Tensor), counts: moved(counts as tf.Tensor) }];
        }),
      );
      tables.forEach((table, i) => {
        expectClose(params[table]?.codebook as tf.Tensor, of(`table${i}`, step), 1e-5);
        expectClose(params[table]?.counts as tf.Tensor, of(`counts${i}`, step), 1e-5);
      });
    }
  });

  it.each([1e-3, 1, 1e3])(
    "draws codes to the last bit, which its codebook finds again, features of size %s",
    (size) => {
      const posterior = create({ shape: [3, 2, 4], depth: 4, codes: 16, start: "normal" });
      const params = initialise(posterior.params, { seed: 5n }) as Params;
      const { context } = eagerContext({ seed: 6n });
      const code = tf.mul(size, context.noise("x", [20, 3, 2, 4], { law: "normal" }));
      const draw = posterior.distribution(params, { code }, fakeGiven({ lead: [20] }), context).draw?.(2, context);
      const value = draw?.value as tf.Tensor;
      expect(value.shape).toEqual([2, 20, 3, 2, 4, 4]);
      expect(posterior.shape).toEqual([3, 2, 4, 4]);
      expect(posterior.codes).toEqual({ size: 16, shape: [3, 2, 4] });
      const book = posterior.codebook?.(params);
      expect([book?.size, book?.shape]).toEqual([16, [3, 2, 4]]);
      const indices = book?.indices(value) as tf.Tensor;
      expect([indices.shape, indices.dtype]).toEqual([[2, 20, 3, 2, 4], "int32"]);
      expect(book?.lookup(indices).dataSync()).toEqual(value.dataSync());
      expect(new Set(indices.dataSync()).size).toBeGreaterThan(1);
    },
  );

  it("finds any sequence of codes again, where sums of theirs would not: two ways to one sum", () => {
    const posterior = create({ shape: [1, 1], depth: 2, codes: 2 });
    const table = (...values: number[]) => ({ codebook: tf.tensor2d(values, [2, 1]), counts: tf.ones([2]) });
    const params: Params = { depth0: table(0, 1), depth1: table(1, 2) };
    const book = posterior.codebook?.(params);
    const indices = tf.tensor([0, 0, 0, 1, 1, 0, 1, 1], [4, 1, 2], "int32");
    const value = book?.lookup(indices) as tf.Tensor;
    expectClose(read(posterior, value), [1, 2, 2, 3], 0); // the second and the third are 2
    expectClose(book?.indices(value) as tf.Tensor, indices, 0);
  });

  it("leaves less at each depth", () => {
    const posterior = create({ shape: [1, 2], depth: 5, codes: 64, start: "normal" });
    const params = initialise(posterior.params, { seed: 9n }) as Params;
    const scaled: Params = Object.fromEntries(
      Object.entries(params).map(([name, { codebook, counts }], d) => [
        name,
        { codebook: tf.mul(codebook as tf.Tensor, 0.4 ** d), counts: counts as tf.Tensor },
      ]),
    );
    const { context } = eagerContext({ seed: 2n, training: false });
    const code = context.noise("x", [500, 1, 2], { law: "normal" });
    const value = posterior.distribution(scaled, { code }, fakeGiven({ lead: [500] }), context).mean?.() as tf.Tensor;
    const errors = [1, 2, 3, 4, 5].map((depth) => {
      const partial = tf.sum(tf.slice(value, [0, 0, 0, 0], [500, 1, depth, 2]), 2);
      return tf.mean(tf.square(tf.sub(partial, code))).dataSync()[0] as number;
    });
    const shares = errors.slice(1).map((error, i) => error / (errors[i] as number));
    expect(Math.max(...shares)).toBeLessThan(0.8);
  });

  it("revives dead codes of each table, and moves nothing in evaluation", () => {
    const posterior = create({ shape: [1, 2], depth: 2, codes: 4, decay: 0.7, reviveBelow: 0.5 });
    let params = initialise(posterior.params, { seed: 2n }) as Params;
    const centres = tf.tensor([5, 5, -5, 5, 5, -5, -5, -5], [4, 1, 2]);
    const codeAt = (step: number, context: ReturnType<typeof eagerContext>["context"]) => {
      const offset = tf.reshape(tf.tensor([1, 0, -1, 0, 0, 1, 0, -1]), [4, 1, 1, 2]);
      const jitter = tf.mul(1e-3, context.noise(`jitter${step}`, [4, 4, 1, 2], { law: "normal" }));
      return tf.reshape(tf.add(tf.add(tf.expandDims(centres, 0), offset), jitter), [16, 1, 2]);
    };
    for (let step = 0; step < 80; step++) {
      const { context, updates } = eagerContext({ seed: 4n, step });
      posterior.distribution(params, { code: codeAt(step, context) }, fakeGiven({ lead: [16] }), context);
      params = Object.fromEntries(
        Object.entries(params).map(([name, table]) => [
          name,
          Object.fromEntries(Object.entries(table).map(([key, x]) => [key, updates.get(x as tf.Tensor) as tf.Tensor])),
        ]),
      ) as Params;
    }
    const still = eagerContext({ training: false });
    const code = codeAt(0, still.context);
    const q = posterior.distribution(params, { code }, fakeGiven({ lead: [16] }), still.context);
    expect(still.updates.size).toBe(0);
    expect(still.added.commitment?.shape).toEqual([16]);
    expectClose(read(posterior, q.mean?.() as tf.Tensor), code, 0.02); // four centres, then four offsets around each
  });

  it("has a strict schema", () => {
    expect(schema().parse({ kind: "residual-vq", shape: [4, 4, 8] })).toMatchObject({
      depth: 4,
      shared: false,
      codes: 512,
    });
    expect(schema().safeParse({ kind: "residual-vq", shape: [4] }).success).toBe(false);
    expect(schema().safeParse({ kind: "residual-vq", shape: [4, 2], depth: 0 }).success).toBe(false);
  });
});

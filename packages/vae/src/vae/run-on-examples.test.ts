import { type Field, ShapeError } from "@elbo/spec";
import { expect, it } from "vitest";
import type { CompileRequest } from "../assembly/assembled.ts";
import type { Session } from "../session/session.ts";
import { runOnExamples } from "./run-on-examples.ts";

const fields: Record<string, Field> = {
  x: { shape: [2], dtype: "float32", support: "real" },
  label: { shape: [], dtype: "int32", support: "category", categories: 3 },
};

/** A program whose output is the sum of each example, plus 1000 per row that weighs 0. */
const summing = (condition?: object) => {
  const calls: { readonly step: number; readonly rows: number; readonly real: number }[] = [];
  const session = {
    assembled: { dataset: { fields }, parts: { condition } },
    run: async (_name: string, _request: unknown, inputs: Record<string, Float32Array>, key: { step: number }) => {
      const { x, weight } = inputs as { x: Float32Array; weight: Float32Array };
      calls.push({ step: key.step, rows: weight.length, real: weight.filter((w) => w === 1).length });
      return { sum: weight.map((w, i) => (x[2 * i] as number) + (x[2 * i + 1] as number) + (w === 1 ? 0 : 1000)) };
    },
  } as unknown as Session;
  return { session, calls };
};
const request = () => ({}) as CompileRequest;
const run = (session: Session, given: Parameters<typeof runOnExamples>[3]) =>
  runOnExamples(session, "sum", request, given, 1n);

it("runs in padded chunks and joins the outputs of real examples", async () => {
  const { session, calls } = summing();
  const x = Float32Array.from({ length: 2 * 230 }, (_, i) => i);
  const { sum } = await run(session, x);
  expect(sum).toEqual(Float32Array.from({ length: 230 }, (_, i) => 4 * i + 1));
  expect(calls).toEqual([
    { step: 0, rows: 100, real: 100 },
    { step: 100, rows: 100, real: 100 },
    { step: 200, rows: 100, real: 30 },
  ]);
});

it("computes few rows for few examples", async () => {
  const { session, calls } = summing();
  const x = Float32Array.from({ length: 2 * 3 }, (_, i) => i);
  expect(await run(session, x)).toEqual({ sum: Float32Array.of(1, 5, 9) });
  expect(calls).toEqual([{ step: 0, rows: 4, real: 3 }]);
});

it("refuses parts of examples, fields of unequal length, and nothing at all", async () => {
  const { session } = summing();
  await expect(run(session, new Float32Array(3))).rejects.toThrow(ShapeError);
  await expect(run(session, { x: new Float32Array(4), label: new Int32Array(3) })).rejects.toThrow(
    /"label" does not hold/,
  );
  await expect(run(session, {})).rejects.toThrow(/no example came/);
});

it("wants the fields that the model is conditioned on", async () => {
  const { session } = summing({ fields: { label: fields.label } });
  await expect(run(session, Float32Array.of(1, 2))).rejects.toThrow(/conditioned on "label".*fields x, label, got x/);
  const { sum } = await run(session, { x: Float32Array.of(1, 2), label: Int32Array.of(2) });
  expect([...(sum as Float32Array)]).toEqual([3]);
});

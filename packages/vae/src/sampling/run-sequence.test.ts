import type { Compiled, Named, Numbers } from "@elbo/spec";
import { expect, it } from "vitest";
import type { SequentialPrograms } from "../programs/sequential-programs.ts";
import type { Session } from "../session/session.ts";
import { runSequence } from "./run-sequence.ts";

/** A step whose token is (carry + previous + index); the carry grows by one. */
const fakeSession = () => {
  const asked: { name: string; step: number; inputs: readonly string[] }[] = [];
  const outputs = { "carry/c": { shape: [2], dtype: "int32" } };
  const run = async (
    name: string,
    request: () => { signature: { inputs: object } },
    inputs: Named<Numbers>,
    key: { step: number },
  ) => {
    asked.push({ name, step: key.step, inputs: Object.keys(request().signature.inputs) });
    if (name.includes("/begin/")) return { "carry/c": Int32Array.of(10, 20) };
    const [carry, previous, index] = [inputs["carry/c"], inputs.previous, inputs.index?.[0]];
    const token = Int32Array.from({ length: 2 }, (_, i) => Number(carry?.[i]) + Number(previous?.[i]) + Number(index));
    return { token, "carry/c": Int32Array.from(carry ?? [], (c) => c + 1) };
  };
  const session = { run, compiled: async () => ({ outputs }) as unknown as Compiled } as unknown as Session;
  return { session, asked };
};
const sequence: SequentialPrograms = { length: 3, begin: () => ({}), step: () => () => ({}) };

it("feeds each token and the carry into the next step, and lays tokens out by example", async () => {
  const { session, asked } = fakeSession();
  const options = { count: 2, pick: "draw" as const, inputs: {}, shapes: {}, seed: 3n };
  const tokens = await runSequence(session, "decoder", sequence, options);
  // example 0: 10, 10 + 11 + 1 = 22, 22 + 12 + 2 = 36
  expect([...tokens]).toEqual([10, 22, 36, 20, 42, 66]);
  expect(asked.map(({ step }) => step)).toEqual([0, 0, 1, 2]);
  expect(asked[1]?.inputs).toEqual(["carry/c", "previous", "index"]);
  expect(asked[1]?.name).toBe("decoder/draw/2");
});

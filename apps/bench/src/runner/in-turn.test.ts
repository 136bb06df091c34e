import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { inTurn } from "./in-turn.ts";

it.each([1, 2, 3, 9])("%i at a time: begins in order, answers in order, never more at once", async (atOnce) => {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const results = await inTurn([30, 5, 20, 1, 10], atOnce, async (ms, index) => {
    begun.push(index);
    most = Math.max(most, ++now);
    await setTimeout(ms);
    now--;
    return ms * 2;
  });
  expect(results).toEqual([60, 10, 40, 2, 20]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(Math.min(atOnce, 5));
});

it("after a failure nothing is begun, what is under way ends, and the first error is thrown", async () => {
  const ended: number[] = [];
  const told: string[] = [];
  const run = inTurn(
    [0, 1, 2, 3],
    2,
    async (item) => {
      if (item === 0) throw new Error("first");
      await setTimeout(20);
      ended.push(item);
      throw new Error("second");
    },
    () => told.push("stop"),
  );
  await expect(run).rejects.toThrow("first");
  expect([ended, told]).toEqual([[1], ["stop"]]);
});

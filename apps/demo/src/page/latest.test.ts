import { expect, it } from "vitest";
import { latest } from "./latest.ts";

it("takes up the newest question and leaves out those between", async () => {
  const taken: number[] = [];
  let open: () => void = () => {};
  const gate = new Promise<void>((done) => {
    open = done;
  });
  const ask = latest(async (question: number) => {
    taken.push(question);
    if (question === 1) await gate;
  });
  const all = [ask(1), ask(2), ask(3)];
  open();
  await Promise.all(all);
  expect(taken).toEqual([1, 3]);
  await ask(4);
  expect(taken).toEqual([1, 3, 4]);
});

it("goes on after a question that failed", async () => {
  const taken: number[] = [];
  const ask = latest(async (question: number) => {
    if (question === 1) throw new Error("no answer");
    taken.push(question);
  });
  await expect(ask(1)).rejects.toThrow("no answer");
  await ask(2);
  expect(taken).toEqual([2]);
});

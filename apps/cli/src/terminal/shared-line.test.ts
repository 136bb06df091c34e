import { expect, it } from "vitest";
import { sharedLine } from "./shared-line.ts";

const terminal = (columns: number) => {
  const written: string[] = [];
  const write = (text: string) => void written.push(text.replaceAll("\r", "").replaceAll("\x1b[K", ""));
  return { written, out: { isTTY: true, columns, write } as unknown as NodeJS.WriteStream };
};

it("each has its piece, cut to the same width, and names its lines", () => {
  const { written, out } = terminal(101);
  const line = sharedLine(out);
  const [a, b] = [line.part("[1/3]"), line.part("[2/3]")];
  a.show("epoch 1");
  expect(written.at(-1)).toBe("[1/3] epoch 1");
  b.show("x".repeat(100));
  expect(written.at(-1)).toBe(`${"[1/3] epoch 1".padEnd(50)}[2/3] ${"x".repeat(42)}`);
  b.say("validated");
  expect(written.slice(-2)).toEqual(["[2/3] validated\n", written.at(-3)]);
  a.clear();
  expect(written.at(-1)).toMatch(/^\[2\/3\] x+$/);
  b.clear();
  expect(written.at(-1)).toBe("");
});

it("shows as many as can be read, and says how many more there are", () => {
  const { written, out } = terminal(90);
  const line = sharedLine(out);
  for (let i = 1; i <= 5; i++) line.part(`[${i}/5]`).show(`epoch ${i}`);
  expect(written.at(-1)).toMatch(/^\[1\/5\] epoch 1 +\[2\/5\] epoch 2 +\+3$/);
  expect((written.at(-1) as string).length).toBeLessThan(90);
});

it("away from a terminal only lines are written", () => {
  const written: string[] = [];
  const out = { isTTY: false, write: (text: string) => void written.push(text) } as unknown as NodeJS.WriteStream;
  const part = sharedLine(out).part("[1/2]");
  part.show("epoch 1");
  part.say("validated");
  part.clear();
  expect(written).toEqual(["[1/2] validated\n"]);
});

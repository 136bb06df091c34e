import type { CoderModel } from "@elbo/codec";
import { DataError, NotSupportedError } from "@elbo/spec";
import { expect, it } from "vitest";
import { textMember } from "./text-member.ts";

const symbols = ["", "", "a", "b", "🎲"];
const model = (more: Partial<CoderModel> = {}): CoderModel => ({
  x: { shape: [4], dtype: "int32", categories: symbols.length },
  sites: [],
  text: { symbols },
  ...more,
});

it("codes lines that the model can write, and leaves the others beside them", async () => {
  const member = textMember("lines.txt", "ab\nabc\n\nabab\n🎲🎲🎲\nc", model());
  expect(member).toMatchObject({
    about: { format: "text", newline: "\n", closed: false, bytes: 27 },
    size: { height: 1, width: 4, channels: 1 },
    count: 3,
    beside: [
      [1, "abc"],
      [2, "abab"],
      [3, "c"],
    ],
  });
  const rows: number[][] = [];
  for await (const row of member.read()) rows.push([...row]);
  expect(rows).toEqual([
    [2, 3, 1, 0],
    [1, 0, 0, 0],
    [4, 4, 4, 1],
  ]);
});

it("refuses a file of which it can code nothing, and a model of too many symbols", () => {
  expect(() => textMember("x.txt", "c\n", model())).toThrow(DataError);
  expect(() => textMember("x.txt", "c\n", model())).toThrow(/x.txt: the model can write no line.*the symbol "c"/);
  expect(() => textMember("x.txt", "aaaa", model())).toThrow(/fewer than 4 symbols.*a line of 4 symbols/);
  const large = model({ x: { shape: [4], dtype: "int32", categories: 300 } });
  expect(() => textMember("x.txt", "a", large)).toThrow(NotSupportedError);
});

import { expect, it } from "vitest";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { findDecimal, pointed, signed } from "./find-decimal.ts";

const { write } = temporaryFolder();
const of = async (text: string, delimiter = ";") => findDecimal(await write("table.csv", text), delimiter);

it("is a comma where numbers have one, and none has a point", async () => {
  expect(await of("a;b\n1,5;x\n-2,25;y\n")).toBe(",");
  expect(await of("a;b\n1,5;2.5\n")).toBe(".");
  expect(await of("a;b\n1;2\n")).toBe(".");
  expect(await of('a,b\n"1,5",2\n', ",")).toBe(",");
});

it("is no comma that stands after thousands, or in text", async () => {
  expect(await of("a;b\n1,000;12,500\n")).toBe(".");
  expect(await of("a;b\n1,000;0,5\n")).toBe(",");
  expect(await of("a;b\nNo. 1,5 b;x\n")).toBe(".");
});

it("changes numbers and nothing else, there and back", () => {
  for (const [own, plain] of [
    ["1,5", "1.5"],
    ["-,25", "-.25"],
    ["1,5e-3", "1.5e-3"],
    ["7", "7"],
    ["a,b", "a,b"],
  ] as const) {
    expect(pointed(own, ",")).toBe(plain);
    expect(signed(plain, ",")).toBe(own);
    expect(pointed(own, ".")).toBe(own);
  }
});

import { expect, it } from "vitest";
import { tableOptions, typesOption } from "./table-options.ts";

it("reads types, orders, and several of them", () => {
  expect(typesOption("age=count, size=small<medium<large", { a: "real" })).toEqual({
    a: "real",
    age: "count",
    size: { ordinal: ["small", "medium", "large"] },
  });
  for (const wrong of ["age", "=count", "age=number"]) expect(() => typesOption(wrong)).toThrow(/NAME=TYPE/);
});

it("leaves out what was not said, and reads \\t as a tab", () => {
  expect(tableOptions({ header: "auto" })).toEqual({ header: "auto" });
  expect(tableOptions({ header: "no", delimiter: "\\t", leave: ["id"], blanks: ["-"] })).toEqual({
    header: "no",
    delimiter: "\t",
    leave: ["id"],
    blanks: ["-"],
  });
});

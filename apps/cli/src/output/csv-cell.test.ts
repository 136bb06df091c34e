import { expect, it } from "vitest";
import { csvCell } from "./csv-cell.ts";

it("quotes what would not come back as it is", () => {
  expect(["plain", "a,b", 'say "x"', "two\nlines", " edge", "x;y"].map(csvCell)).toEqual([
    "plain",
    '"a,b"',
    '"say ""x"""',
    '"two\nlines"',
    '" edge"',
    "x;y",
  ]);
});

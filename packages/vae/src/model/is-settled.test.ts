import { expect, it } from "vitest";
import { isSettled } from "./is-settled.ts";

it("is every site that is inferred after those above it", () => {
  const drawn = ["top", "middle", "bottom"];
  const settled = (inferred?: readonly string[]) => drawn.filter((site) => isSettled(site, drawn, inferred));
  expect(settled()).toEqual(drawn);
  expect(settled(["bottom", "middle", "top"])).toEqual(["top"]);
  expect(settled(["middle", "top", "bottom"])).toEqual(["top", "bottom"]);
});

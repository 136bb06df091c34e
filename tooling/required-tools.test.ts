import { expect, it } from "vitest";
import { toolState } from "./required-tools.ts";

it("skips what is missing with the reason, unless it is required", () => {
  expect(toolState("chromium", true, "chromium")).toEqual({ works: true, skip: false, why: "" });
  expect(toolState("chromium", "not here", "")).toEqual({ works: false, skip: true, why: ", skipped: not here" });
  expect(toolState("chromium", "not here", "python-onnx, chromium").skip).toBe(false);
  expect(toolState("chrom", "not here", "chromium").skip).toBe(true);
});

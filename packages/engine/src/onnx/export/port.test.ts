import { expect, it } from "vitest";
import { portNames } from "./port.ts";

it("makes names that ONNX allows, each once", () => {
  expect(portNames(["x", "x.mask", "2nd", "latents/z", "x", "x"])).toEqual([
    "x",
    "x_mask",
    "_2nd",
    "latents_z",
    "x_2",
    "x_3",
  ]);
});

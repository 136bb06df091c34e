import { conv2d, dense } from "@elbo/layers";
import { constant } from "@elbo/program";
import type { ParamTree } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { torchConvention } from "../layouts/torch-convention.ts";
import { resolveMap } from "./resolve-map.ts";
import { takeValues } from "./take-values.ts";
import { parseMap } from "./weight-map.ts";

const tree: ParamTree = {
  net: {
    a: dense({ input: 12, output: 3, inputImage: [2, 2, 3] }).params,
    b: conv2d({ input: [6, 6, 1], channels: 2, kernel: 3, stride: 2 }).params,
  },
  scale: { log: { shape: [2], init: constant(0) } },
};

const raw = (...shape: number[]) => {
  const values = Float32Array.from({ length: shape.reduce((x, y) => x * y, 1) }, (_, i) => i);
  return { dtype: "F32", shape, data: new Uint8Array(values.buffer) };
};
const file = new Map([
  ["q.weight", raw(6, 12)],
  ["q.bias", raw(6)],
  ["c.weight", raw(2, 1, 3, 3)],
  ["c.bias", raw(2)],
  ["s", raw(2)],
]);
const whole = {
  "net/a": { from: "q", outputs: [3, 6] },
  "net/b": { from: "c", padding: "tensorflow" },
  "scale/log": "s",
};
const take = (parameters: object, tensors = file) =>
  takeValues(resolveMap(tree, parseMap({ parameters })), tensors, torchConvention, "w.safetensors");

describe("takeValues", () => {
  it("cuts units, turns axes, and puts the flattened image in this library's order", () => {
    const { values, used, assumed } = take(whole);
    // Row h=1, w=0, c=2 of the kernel is PyTorch's column 2 * 4 + 1 * 2 + 0 = 10; units 3 to 5 of 6.
    expect([...(values.get("net/a/weight") ?? [])].slice(3 * (2 * 3 + 2), 3 * (2 * 3 + 2) + 3)).toEqual([46, 58, 70]);
    expect([...(values.get("net/a/bias") ?? [])]).toEqual([3, 4, 5]);
    // Kernel [y=1, x=2, in 0, out 1] is PyTorch's [1, 0, 1, 2] = 9 + 5.
    expect(values.get("net/b/weight")?.[(1 * 3 + 2) * 2 + 1]).toBe(14);
    expect([...(values.get("scale/log") ?? [])]).toEqual([0, 1]);
    expect([...used].sort()).toEqual([...file.keys()].sort());
    expect(assumed).toEqual([]);
  });

  it("takes the image as it is where the map says how it was flattened", () => {
    const { values } = take({ ...whole, "net/a": { from: "q", outputs: [3, 6], flatten: "channel-last" } });
    expect([...(values.get("net/a/weight") ?? [])].slice(24, 27)).toEqual([44, 56, 68]);
  });

  it("fills in numbers, and leaves out what starts anew; the closest entry counts", () => {
    const { values } = take({ net: { value: "initial" }, "net/a/bias": 2, "scale/log": "s" });
    expect([...values.keys()]).toEqual(["net/a/bias", "scale/log"]);
    expect([...(values.get("net/a/bias") ?? [])]).toEqual([2, 2, 2]);
  });

  it.each([
    [
      "a missing tensor",
      { ...whole, "net/a": "r" },
      /no tensor "r\.weight".*shape \[3, 12\] for net\/a\/weight.*Did you mean "q\.weight"/,
    ],
    [
      "a wrong shape",
      { ...whole, "net/a": "q" },
      /"q\.weight" does not fit.*\[3, 12\] for net\/a\/weight \[12, 3\].*\[6, 12\]/,
    ],
    ["too few units", { ...whole, "net/a": { from: "q", outputs: [4, 7] } }, /\[6, 12\], too few for outputs \[4,7\]/],
    ["a cut of another size", { ...whole, "net/a": { from: "q", outputs: [2, 6] } }, /\[4, 12\] cut from \[6, 12\]/],
    ["another rank", { ...whole, "scale/log": "q.weight" }, /"q\.weight" does not fit.*\[2\] for scale\/log/],
    ["windows that PyTorch puts elsewhere", { ...whole, "net/b": "c" }, /net\/b: no padding of PyTorch/],
    ["a group from one layer", { net: "q", "scale/log": "s" }, /map parameters\.net: a group/],
    ["two names for one tensor", { ...whole, "scale/log": { from: ["s", "s"] } }, /another number of tensors/],
    [
      "a path that is none",
      { ...whole, "net/c": "q" },
      /no parameter or layer "net\/c".*Did you mean "net\/a"|"net\/b"/,
    ],
    [
      "parameters without an entry",
      { "net/a": "q" },
      /3 parameters have no entry.*net\/b\/weight, net\/b\/bias, scale\/log/,
    ],
    [
      "a layer without a counterpart",
      { "net/a": whole["net/a"], "net/b": whole["net/b"], scale: "s" },
      /nothing in torch corresponds to scale\/log/,
    ],
  ])("refuses %s", (_, parameters, message) => {
    expect(() => take(parameters)).toThrow(message);
  });

  it("says that a layer may lack its bias", () => {
    const without = new Map([...file].filter(([name]) => name !== "q.bias"));
    expect(() => take(whole, without)).toThrow(/no tensor "q\.bias".*say so in the map: net\/a\/bias: 0/);
    expect([...(take({ ...whole, "net/a/bias": 0 }, without).values.get("net/a/bias") ?? [])]).toEqual([0, 0, 0]);
  });
});

import { expect, it } from "vitest";
import { noiseOption } from "./damage.ts";

it("reads noises in their order, and says what it wants", () => {
  const first = noiseOption("gaussian:0.2");
  expect(first).toEqual([{ kind: "gaussian-noise", sigma: 0.2 }]);
  expect(noiseOption("gaussian:0.1", first)).toHaveLength(2);
  expect(noiseOption("salt-pepper:0.1")).toEqual([{ kind: "salt-pepper", probability: 0.1 }]);
  for (const wrong of ["gaussian", "gaussian:", "gaussian:x", "pink:1"]) {
    expect(() => noiseOption(wrong)).toThrow(/NAME:NUMBER/);
  }
});

import { expect, it } from "vitest";
import { noiseOption, type PlacedDamage } from "./damage.ts";

const at = (damage: readonly PlacedDamage[], corner: readonly [number, number] = [0, 0]) =>
  damage.map((each) => each.at(corner));

it("tells JPEG where the first block of a part begins, so that parts at multiples of 8 are damaged alike", () => {
  const jpeg = noiseOption("jpeg:20");
  expect(at(jpeg)).toEqual([{ kind: "jpeg", quality: 20, offset: [0, 0] }]);
  expect(at(jpeg, [16, 18])).toEqual([{ kind: "jpeg", quality: 20, offset: [0, 6] }]);
  expect([jpeg[0]?.grid, noiseOption("gaussian:1")[0]?.grid]).toEqual([8, 1]);
});

it("reads noises in their order, and says what it wants", () => {
  const first = noiseOption("gaussian:0.2");
  expect(at(first)).toEqual([{ kind: "gaussian-noise", sigma: 0.2 }]);
  expect(noiseOption("gaussian:0.1", first)).toHaveLength(2);
  expect(at(noiseOption("salt-pepper:0.1"))).toEqual([{ kind: "salt-pepper", probability: 0.1 }]);
  for (const wrong of ["gaussian", "gaussian:", "gaussian: ", "gaussian:x", "gaussian:1:2", "pink:1", "toString:1"]) {
    expect(() => noiseOption(wrong)).toThrow(/NAME:NUMBER/);
  }
});

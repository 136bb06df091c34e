import { expect, it } from "vitest";
import { asX, entriesAs, entriesOf } from "./modality.ts";

it("takes the entries of one name and gives them it back", () => {
  const all = { "a.mean": 1, "a.deep.er": 2, "ab.mean": 3, a: 4 };
  expect(entriesOf(all, "a")).toEqual({ mean: 1, "deep.er": 2 });
  expect(entriesAs({ mean: 1 }, "a")).toEqual({ "a.mean": 1 });
});

it("calls one modality x, keeps what belongs to all, hides the others and reads nothing else", () => {
  const batch = { weight: 1, condition: 2, label: 3, "label.known": 4, labels: 6 };
  const guarded = Object.defineProperty(batch, "x", {
    enumerable: true,
    get: () => {
      throw new Error("read");
    },
  });
  expect(asX(guarded, "label")).toEqual({ weight: 1, condition: 2, x: 3, "x.known": 4 });
  expect(asX({ x: 1, "x.mask": 2 }, "x")).toEqual({ x: 1, "x.mask": 2 });
});

import { expect, it } from "vitest";
import { refusedPairs } from "./refused-pairs.mjs";

it("partners of a part that are refused for one reason share a row, without what came and what to do", () => {
  const describes = (kind: string) =>
    `config likelihood.kind: the likelihood "${kind}" does not describe binary data: expected data that is real, got x. Choose another.`;
  const table = refusedPairs([
    { pair: ["data binary", "likelihood laplace"], reason: describes("laplace") },
    { pair: ["data binary", "likelihood poisson"], reason: describes("poisson") },
    { pair: ["data binary", "encoder recurrent"], reason: "encoders/recurrent: this encoder reads tokens" },
    { pair: ["latents joint", "posterior -"], reason: "none" },
  ]);
  expect(table.split("\n").slice(2)).toEqual([
    "| data binary | likelihood laplace, likelihood poisson | it does not describe binary data |",
    "| data binary | encoder recurrent | this encoder reads tokens |",
  ]);
});

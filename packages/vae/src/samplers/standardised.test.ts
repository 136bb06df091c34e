import { columnMeans, columnVariances } from "@elbo/metrics";
import { expectClose } from "@elbo/testing";
import { expect, it } from "vitest";
import { standardised } from "./standardised.ts";

it("gives each column mean 0 and variance 1, a constant one 0, and knows the way back", () => {
  const codes = Float32Array.from(
    { length: 30 },
    (_, i) => [3 + Math.sin(i), -100 + 40 * Math.cos(i), 7][i % 3] as number,
  );
  const { values, back } = standardised(codes, 3);
  expect(columnMeans({ values, columns: 3 }).every((mean) => Math.abs(mean) < 1e-6)).toBe(true);
  expectClose(columnVariances({ values, columns: 3 }), [1, 1, 0], 1e-5);
  expectClose(back(values), codes, 1e-6);
  expect([...back(Float32Array.of(0, 0, 0))][2]).toBe(7);
});

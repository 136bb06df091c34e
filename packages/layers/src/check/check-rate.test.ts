import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { checkRate } from "./check-rate.ts";

describe("checkRate", () => {
  it.each([0, 0.5, 0.999])("lets %s through", (rate) => expect(checkRate(rate, "dropout", "here")).toBe(rate));
  it.each([1, -0.1, 2, Number.NaN])("refuses %s", (rate) => {
    expect(() => checkRate(rate, "dropout", "here")).toThrow(ConfigError);
    expect(() => checkRate(rate, "dropout", "here")).toThrow("expected a probability in [0, 1)");
  });
});

import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { checkSize } from "./check-size.ts";

describe("checkSize", () => {
  it("lets positive whole numbers through", () => expect(checkSize(3, "width", "here")).toBe(3));
  it.each([0, -2, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %s with where, what came and a remedy",
    (value) => {
      const attempt = () => checkSize(value, "width", "encoders/dense");
      expect(attempt).toThrow(ConfigError);
      expect(attempt).toThrow(
        `encoders/dense: width makes no layer: expected a whole number of at least 1, got ${value}. Give`,
      );
    },
  );
});

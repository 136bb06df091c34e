import { ConfigError, type Field } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { observedField } from "./observed-field.ts";

describe("observedField", () => {
  it("is the field x, or an error that names what the data has", () => {
    const x: Field = { shape: [2], dtype: "float32", support: "real" };
    expect(observedField("gaussian", { fields: { x } })).toBe(x);
    expect(() => observedField("gaussian", { fields: { image: x } })).toThrow(ConfigError);
    expect(() => observedField("gaussian", { fields: { image: x } })).toThrow(/got image/);
  });
});

import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { imageOutputs } from "./image-outputs.ts";

describe("imageOutputs", () => {
  it("counts channels over all axes after height and width", () => {
    const outputs = { mean: [4, 6, 3], logits: [4, 6, 1, 5], plain: [4, 6] };
    expect(imageOutputs(outputs, "here")).toEqual({ height: 4, width: 6, channels: { mean: 3, logits: 5, plain: 1 } });
  });
  it.each([{ logits: [784] }, { a: [4, 4, 1], b: [4, 5, 1] }, {}])("refuses %o", (outputs) => {
    expect(() => imageOutputs(outputs, "decoders/conv")).toThrow(ConfigError);
    expect(() => imageOutputs(outputs, "decoders/conv")).toThrow(/^decoders\/conv: .*"dense"/);
  });
});

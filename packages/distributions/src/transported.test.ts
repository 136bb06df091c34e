import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { standardNormal } from "./normal/standard-normal.ts";
import { transported } from "./transported.ts";

beforeAll(useCpu);

describe("transported", () => {
  it("keeps shapes and gradient, and offers neither density nor draw", () => {
    const moved = transported(standardNormal([3]));
    expect(moved).toEqual({
      family: "transported",
      batchShape: [],
      eventShape: [3],
      parameters: {},
      gradient: "pathwise",
    });
  });
});

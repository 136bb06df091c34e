import { expect, it } from "vitest";
import { about, publishedLine } from "./about.ts";

const vamp = { figure: "NLL", value: 85.57, data: "static MNIST", how: "5000 importance samples" };

it("a published number says what it was measured on, or that there is none", () => {
  const { published } = about.parse({ paper: "Tomczak & Welling 2018", published: vamp });
  expect(publishedLine({ published })).toBe("85.57 nats NLL, static MNIST (5000 importance samples)");
  expect(publishedLine(about.parse({ paper: "a", published: "none" }))).toBe("none");
  for (const odd of [undefined, "unknown", { ...vamp, data: undefined }, { ...vamp, value: "85.57" }]) {
    expect(about.safeParse({ paper: "a", published: odd }).success).toBe(false);
  }
});

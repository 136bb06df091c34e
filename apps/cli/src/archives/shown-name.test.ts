import { expect, it } from "vitest";
import { shownName } from "./shown-name.ts";

it("keeps letters of every script, and shows what would move the cursor", () => {
  expect(shownName("ünï/あ b.png")).toBe("ünï/あ b.png");
  expect(shownName("a\nb\u001b[2J\u009b.png")).toBe("a\\u000ab\\u001b[2J\\u009b.png");
});

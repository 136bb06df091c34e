import { expect, it } from "vitest";
import { checkCondition } from "./check-condition.ts";

const site = (name: string) => ({ sites: [{ name, shape: [1] }] });

it("wants an encoder that reads the condition, where it is to enter one", () => {
  const attempt = (reads: readonly string[]) => () =>
    checkCondition({ into: ["encoder"] }, { reads }, site("z"), "mine");
  expect(attempt(["x.mask"])).toThrow(/encoder "mine" reads no condition.*Set condition.into: \[decoder\]/);
  expect(attempt(["condition"])).not.toThrow();
});

it("wants its name for itself", () => {
  expect(() => checkCondition({ into: [] }, {}, site("condition"), "mine")).toThrow(/Rename the site/);
});

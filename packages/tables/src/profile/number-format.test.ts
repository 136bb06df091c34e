import { expect, it } from "vitest";
import { createFormatWatch, formatNumber } from "./number-format.ts";

const like = (...texts: string[]) => {
  const watch = createFormatWatch();
  for (const text of texts) watch.see(text);
  return (value: number) => formatNumber(value, watch.format);
};

it("writes numbers as their column does", () => {
  expect(like("1", "20")(3.6)).toBe("4");
  expect(like("1.50", "2.00")(3)).toBe("3.00");
  expect(like("1.5", "2.25", "3")(3)).toBe("3");
  expect(like("1.5", "2.25", "3")(3.128)).toBe("3.13");
  expect(like("1e-7", "2.53e4")(0.00012345)).toBe("0.000123");
  expect(like("-1.5", "2.5")(-0.04)).toBe("0.0");
  expect(like("100", "200")(100)).toBe("100");
});

it("knows the range", () => {
  const watch = createFormatWatch();
  for (const text of ["3", "-2.5", "7"]) watch.see(text);
  expect(watch.format).toEqual({ decimals: 1, fixed: false, low: -2.5, high: 7 });
});

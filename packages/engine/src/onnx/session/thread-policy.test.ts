import { EngineError } from "@elbo/spec";
import { afterEach, expect, it, vi } from "vitest";
import { spinTime, threadCount } from "./thread-policy.ts";

afterEach(() => void vi.unstubAllEnvs());

it("threads come from the environment, or are the cores, up to a limit", () => {
  vi.stubEnv("ELBO_THREADS", "12");
  expect(threadCount(2)).toBe(12);
  vi.stubEnv("ELBO_THREADS", "");
  expect([1, 2, 4, 8, 64].map(threadCount)).toEqual([1, 2, 4, 8, 8]);
});

it("threads stay awake for a moment, or as long as the environment says", () => {
  vi.stubEnv("ELBO_SPIN", "");
  expect(spinTime()).toBe(50);
  vi.stubEnv("ELBO_SPIN", "0");
  expect(spinTime()).toBe(0);
});

it.each(["many", "0", "-1", "1.5"])("ELBO_THREADS=%s is refused", (given) => {
  vi.stubEnv("ELBO_THREADS", given);
  expect(() => threadCount()).toThrow(EngineError);
  expect(() => threadCount()).toThrow(new RegExp(`ELBO_THREADS.*from 1.*got ${given}`));
});

it("ELBO_SPIN must be a number of microseconds", () => {
  vi.stubEnv("ELBO_SPIN", "always");
  expect(spinTime).toThrow(/ELBO_SPIN.*microseconds.*got always/);
});

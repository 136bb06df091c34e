import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sharingOf } from "./sharing.ts";

beforeEach(() => void vi.stubEnv("ELBO_THREADS", ""));
afterEach(() => void vi.unstubAllEnvs());

const machine = (cores: number, gigabytes = 64) => ({ cores, memory: gigabytes * 2 ** 30 });

it("one thread for each training, and as many trainings as cores", () => {
  expect(sharingOf({}, machine(1))).toEqual({ threads: 1, jobs: 1 });
  expect(sharingOf({}, machine(2))).toEqual({ threads: 1, jobs: 2 });
  expect(sharingOf({}, machine(16))).toEqual({ threads: 1, jobs: 16 });
});

it("threads that are asked for leave room for fewer trainings", () => {
  expect(sharingOf({ threads: 4 }, machine(10))).toEqual({ threads: 4, jobs: 2 });
  expect(sharingOf({ threads: 4 }, machine(2))).toEqual({ threads: 4, jobs: 1 });
  expect(sharingOf({ threads: 2, jobs: 5 }, machine(2))).toEqual({ threads: 2, jobs: 5 });
  vi.stubEnv("ELBO_THREADS", "2");
  expect(sharingOf({}, machine(8))).toEqual({ threads: 2, jobs: 4 });
});

it("memory is a limit, too", () => {
  expect(sharingOf({}, machine(64, 6.5))).toEqual({ threads: 1, jobs: 6 });
  expect(sharingOf({}, machine(2, 0.2)).jobs).toBe(1);
});

it("gives whole numbers here", () => {
  const { jobs, threads } = sharingOf({});
  expect([jobs, threads].every((n) => Number.isInteger(n) && n >= 1)).toBe(true);
});

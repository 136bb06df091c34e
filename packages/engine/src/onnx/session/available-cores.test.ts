import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { availableCores } from "./available-cores.ts";

const machine = (files: Record<string, string>, processors = 8) => availableCores((path) => files[path], processors);
const status = (list: string) => ({ "/proc/self/status": `Name:\tnode\nCpus_allowed_list:\t${list}\n` });
const siblings = (...pairs: string[]) =>
  Object.fromEntries(
    pairs.map((list, cpu) => [`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, `${list}\n`]),
  );
const group = (text: string) => ({ "/proc/self/cgroup": text });

it("counts what the system counts where nothing says more", () => {
  expect(machine({})).toBe(8);
  expect(machine(status("0-7"))).toBe(8);
});

it("two hardware threads of a core are one core, and only allowed ones count", () => {
  const four = siblings("0,2", "1,3", "0,2", "1,3");
  expect(machine({ ...status("0-3"), ...four }, 4)).toBe(2);
  expect(machine({ ...status("0,2"), ...four }, 2)).toBe(1);
  expect(machine({ ...status("0-1"), ...siblings("0", "1") }, 2)).toBe(2);
  // Processors that are allowed, but not there.
  expect(machine({ ...status("0-127"), ...siblings("0", "1") }, 2)).toBe(2);
});

it("a container's share of time is a limit, rounded down to whole cores and never to none", () => {
  const limited = (max: string) => machine({ ...group("0::/a/b\n"), "/sys/fs/cgroup/a/cpu.max": max });
  expect(limited("400000 100000\n")).toBe(4);
  expect(limited("250000 100000\n")).toBe(2);
  expect(limited("50000 100000\n")).toBe(1);
  expect(limited("max 100000\n")).toBe(8);
  const both = { "/sys/fs/cgroup/a/cpu.max": "400000 100000", "/sys/fs/cgroup/cpu.max": "300000 100000" };
  expect(machine({ ...group("0::/a\n"), ...both })).toBe(3);
});

it("knows the older kind of limit", () => {
  const older = (quota: string) =>
    machine({
      ...group("5:memory:/x\n4:cpu,cpuacct:/x\n0::/\n"),
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": quota,
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    });
  expect(older("200000\n")).toBe(2);
  expect(older("-1\n")).toBe(8);
});

it("gives a number here", () => {
  expect(availableCores()).toBeGreaterThanOrEqual(1);
  expect(availableCores()).toBeLessThanOrEqual(availableParallelism());
});

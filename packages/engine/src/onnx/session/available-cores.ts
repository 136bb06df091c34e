import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { posix } from "node:path";

/** The text of a file of the system; undefined where there is none. */
export type ReadText = (path: string) => string | undefined;

const readText: ReadText = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** "0-3,8" is 0, 1, 2, 3, 8. */
const expand = (list: string): number[] =>
  list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });

/** Cores that this process may run on, two hardware threads of one core counted once; undefined where nothing says so. */
function physicalCores(read: ReadText): number | undefined {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read("/proc/self/status") ?? "")?.[1];
  const siblings = expand(allowed ?? "0").flatMap(
    (cpu) => read(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`)?.trim() ?? [],
  );
  return allowed === undefined || siblings.length === 0 ? undefined : new Set(siblings).size;
}

/** A path and the folders above it. */
const upwards = (path: string): string[] => (path === "/" ? ["/"] : [path, ...upwards(posix.dirname(path))]);

/** Processors' worth of time that a container's limit allows: of cgroups of version 2 or 1, the lowest on the way up. */
function timeLimit(read: ReadText): number {
  const groups = (read("/proc/self/cgroup") ?? "").split("\n").flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ controllers: controllers as string, path }];
  });
  const limits = groups.flatMap(({ controllers, path }) =>
    upwards(path).map((folder) => {
      if (controllers === "") {
        const [quota, period] = (read(posix.join("/sys/fs/cgroup", folder, "cpu.max")) ?? "max 1").split(/\s+/);
        return Number(quota) / Number(period);
      }
      if (!controllers.split(",").includes("cpu")) return Number.NaN;
      const cfs = (name: string) => read(posix.join("/sys/fs/cgroup", controllers, folder, `cpu.cfs_${name}_us`));
      return Number(cfs("quota") ?? -1) / Number(cfs("period") ?? 1);
    }),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...limits.filter((limit) => limit > 0));
}

/** Cores that are there for this process: its affinity, a container's limit and shared cores taken into account. */
export function availableCores(read = readText, processors = availableParallelism()): number {
  return Math.max(1, Math.floor(Math.min(processors, physicalCores(read) ?? processors, timeLimit(read))));
}

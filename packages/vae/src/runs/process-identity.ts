import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Names a process so that another one that later gets the same number is not taken for it. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When it started, as the system says it; empty where the system does not. */
  readonly started: string;
}

/** Start of a process: ticks since boot and the boot's name on Linux, a date on macOS; undefined when there is none. */
function startOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      // The name of the program, in brackets, may hold spaces and brackets.
      const [, fields = ""] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      const [state] = fields.split(" ");
      const ticks = fields.split(" ")[19];
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return state === "Z" || state === "X" ? undefined : `${ticks} ${boot}`;
    } catch {
      // Gone, or hidden from us: a signal tells.
    }
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
  }
  if (process.platform !== "darwin") return "";
  // In words that do not depend on who asks: another language or time zone would make it another process.
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  return spawnSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8", env }).stdout?.trim() ?? "";
}

/** This process. */
export const thisProcess = (): ProcessIdentity => ({
  host: hostname(),
  pid: process.pid,
  started: startOf(process.pid) ?? "",
});

/** Is there a process of this number on this machine? */
export const isAlive = (pid: number): boolean => startOf(pid) !== undefined;

/** Does the process still run? Undefined when it is one of another machine. */
export function isRunning({ host, pid, started }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) return undefined;
  const start = startOf(pid);
  return start !== undefined && (start === started || start === "" || started === "");
}

// Starts one child process and waits for it; quiet by default.
import { spawn } from "node:child_process";

/**
 * Runs `command`. Resolves to { code, output }; the output is kept, or shown as it comes with `show: true`.
 * After `limit` milliseconds the whole process group is ended and the code is 124.
 */
export function run(command, args, { cwd, env, show = false, limit } = {}) {
  return new Promise((resolve) => {
    const grouped = limit !== undefined && process.platform !== "win32";
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
      detached: grouped,
      shell: process.platform === "win32",
    });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => chunks.push(chunk));
    let late = false;
    const timer = limit && setTimeout(() => stop(), limit);
    const stop = () => {
      late = true;
      if (grouped) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    };
    const finish = (code, extra = "") => {
      clearTimeout(timer);
      resolve({ code: late ? 124 : code, output: Buffer.concat(chunks).toString("utf8") + extra });
    };
    child.on("error", (error) => finish(127, error.message));
    child.on("close", (code) => finish(code ?? 1));
  });
}

/** As `run`, but a failure is an error that carries the last lines of the output. */
export async function must(command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const tail = output.trim().split("\n").slice(-12).join("\n");
  throw new Error(`${command} ${args.slice(0, 3).join(" ")} failed (exit ${code})${tail ? `:\n${tail}` : ""}`);
}

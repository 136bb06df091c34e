// One contender in its own process, on as many cores as threads, stopped by the system between its turns.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { peersFolder } from "./contenders.mjs";

const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

/** Cores from ELBO_FIRST_CORE on (default 0), as taskset writes them. */
export function cores(threads) {
  const first = Number(process.env.ELBO_FIRST_CORE ?? 0);
  return `${first}-${first + threads - 1}`;
}

/** Resolves to the child's lines, read one at a time: `next(limit)` rejects after `limit` ms or when the child ends. */
function linesOf(child, name) {
  const waiting = [];
  const lines = [];
  let errors = "";
  let over;
  child.stderr.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-2000);
  });
  const serve = () => {
    while (waiting.length > 0 && (lines.length > 0 || over)) {
      const { resolve, reject, timer } = waiting.shift();
      clearTimeout(timer);
      if (lines.length > 0) resolve(lines.shift());
      else reject(over);
    }
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("{")) lines.push(JSON.parse(line));
    serve();
  });
  const end = (why) => {
    over = new Error(`${name} ended (${why}):\n${errors.trim().split("\n").slice(-8).join("\n")}`);
    serve();
  };
  child.on("error", (error) => end(error.message));
  child.on("close", (code, signal) => end(signal ?? `exit ${code}`));
  return (limit) =>
    new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${name} said nothing for ${limit / 1000} s`));
      waiting.push({ resolve, reject, timer: setTimeout(late, limit) });
      serve();
    });
}

/**
 * Starts `command` with `args`. { ready, turn, stop }: `ready` is its first line; `turn(ms)` lets it run that long and
 * gives its answer; both leave it stopped.
 */
export function startContender(name, [command, script], { args, threads, env = {}, limit = 400_000 }) {
  const whole = [command, ...script, ...args, "--threads", String(threads), "--turns"];
  const [first, ...rest] = process.platform === "linux" ? ["taskset", "-c", cores(threads), ...whole] : whole;
  const child = spawn(first, rest, {
    cwd: peersFolder,
    env: { ...process.env, ...env, OMP_NUM_THREADS: String(threads), ELBO_BEGAN: String(Date.now()) },
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  child.stdin.on("error", () => {}); // it ended, which the next line says
  const next = linesOf(child, name);
  const held = async (line) => {
    const found = await line;
    child.kill("SIGSTOP");
    return found;
  };
  return {
    ready: held(next(limit)),
    turn: (milliseconds) => {
      child.kill("SIGCONT");
      child.stdin.write(`${JSON.stringify({ milliseconds })}\n`);
      return held(next(limit));
    },
    stop: () =>
      new Promise((resolve) => {
        if (!running.has(child)) return resolve();
        child.on("close", resolve);
        child.kill("SIGKILL");
      }),
  };
}

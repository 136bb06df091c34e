import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** What a command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly killed: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** How to start a command. */
export interface Start {
  readonly cwd: string;
  /** Largest file that may be written, in blocks of 1024 bytes: a disk that gets full. */
  readonly fileLimit?: number;
  /** Most files that may be open at once. */
  readonly openFiles?: number;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sees what the command says on stderr so far, and may send it signals. */
  readonly watch?: (said: string, child: ChildProcess) => void;
}

/** Runs the built command as a person would, and waits for its end. */
export function elbo(args: readonly string[], { cwd, fileLimit, openFiles, env, watch }: Start): Promise<Outcome> {
  const limit = fileLimit === undefined ? "" : `ulimit -f ${fileLimit}; `;
  const open = openFiles === undefined ? "" : `ulimit -n ${openFiles}; `;
  const child = spawn("bash", ["-c", `${limit}${open}exec "$@"`, "elbo", process.execPath, main, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", FORCE_COLOR: "0", ...env },
  });
  return new Promise((resolve, reject) => {
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
      watch?.(err, child);
    });
    child.on("error", reject);
    child.on("close", (code, killed) => resolve({ code, killed, out, err }));
  });
}

/** Runs a command that must succeed, and returns what it printed. */
export async function elboSays(args: readonly string[], start: Start): Promise<string> {
  const { code, err, out } = await elbo(args, start);
  if (code !== 0) throw new Error(`elbo ${args.join(" ")} ended with ${code}: ${err}`);
  return out;
}

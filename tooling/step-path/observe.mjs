// Watches the sessions of onnxruntime that the engine opens: their files, and when each run began and ended.
import { createRequire } from "node:module";

const load = createRequire(new URL("../../packages/engine/package.json", import.meta.url));

/** Milliseconds on the wall, or of this process's cores: on a busy machine only the latter says anything. */
export const clocks = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** { runtime, sessions }: `sessions` grows by { file, opening, runs } for each session opened from now on. */
export function observe(now) {
  const runtime = load("onnxruntime-node");
  const sessions = [];
  const create = runtime.InferenceSession.create.bind(runtime.InferenceSession);
  runtime.InferenceSession.create = async (file, ...rest) => {
    const began = now();
    const session = await create(file, ...rest);
    const seen = { file, began, opening: now() - began, runs: [] };
    sessions.push(seen);
    const run = session.run.bind(session);
    session.run = async (...args) => {
      const start = now();
      try {
        return await run(...args);
      } finally {
        seen.runs.push(now() - start);
      }
    };
    return session;
  };
  return { runtime, sessions, create };
}

export const sum = (values) => values.reduce((a, b) => a + b, 0);

export function median(values) {
  const inOrder = [...values].sort((a, b) => a - b);
  return inOrder[Math.floor(inOrder.length / 2)];
}

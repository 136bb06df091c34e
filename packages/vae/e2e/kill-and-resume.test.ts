import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const worker = fileURLToPath(new URL("./train-worker.mjs", import.meta.url));
const KILLS = 20;

// A codebook that follows averages and revives dead codes (state, noise), dropout, moving scalars, clipping, an average.
const cyclical = (from: number, to: number) => ({ kind: "cyclical", cycles: 3, from, to });
const dense = { kind: "dense", hidden: [16] };
const config = (engine: string) => ({
  seed: 7,
  engine,
  data: { kind: "linear-gaussian", size: 8, latents: 2, train: 600, validation: 90, test: 50 },
  likelihood: { kind: "gaussian" },
  latents: { kind: "single", posterior: { kind: "vq", shape: [2, 3], codes: 8, reviveBelow: 0.2 } },
  decoder: dense,
  encoder: { ...dense, dropout: 0.1 },
  loss: { kind: "elbo", beta: cyclical(0, 1) },
  training: {
    batch: 16,
    stages: [
      { name: "encoder", epochs: 4, moves: ["encoder"] },
      { name: "all", epochs: 26, patience: 20, reset: ["decoder"] },
    ],
    optimiser: { kind: "adam", rate: cyclical(0.001, 0.01) },
    clip: 5,
    average: { decay: 0.99 },
    checkpoint: { every: { steps: 3 } },
    log: { every: 10 },
  },
});

/** Kill -9 this long after a checkpoint of step `step` or later. */
interface Kill {
  readonly step: number;
  readonly milliseconds: number;
}

/** Runs the worker until it ends or is killed; true when it finished. */
function train(root: string, configFile: string, kill?: Kill): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, root, configFile], { stdio: ["ignore", "pipe", "pipe"] });
    let [said, complaint, aimed] = ["", "", false];
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const step = Math.max(0, ...said.split("\n").slice(0, -1).map(Number).filter(Number.isFinite));
      if (!kill || aimed || step < kill.step) return;
      aimed = true;
      setTimeout(() => child.kill("SIGKILL"), kill.milliseconds);
    });
    child.on("exit", (code, signal) => {
      if (code === 0 || signal === "SIGKILL") resolve(code === 0 && said.includes("finished"));
      else reject(new Error(`the worker ended with ${code ?? signal}: ${complaint}`));
    });
  });
}

/** The run's manifest `which`, without the figures of the clock on the wall. */
async function manifest(root: string, which: string) {
  const [run] = await readdir(root);
  const text = await readFile(join(root, run as string, "checkpoints", `${which}.json`), "utf8");
  const { manifest: found } = JSON.parse(text);
  return { ...found, state: { ...found.state, seconds: 0, logBytes: 0 } };
}

/** All that a finished run left behind: hashes of the weights, states, the log, names of files. */
async function outcome(root: string) {
  const [run, ...others] = await readdir(root);
  const log = (await readFile(join(root, run as string, "log.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), seconds: 0, samplesPerSecond: 0 }))
    .filter(({ event }) => event !== "compile"); // each process compiles anew
  const files = (await readdir(join(root, run as string, "checkpoints"))).sort();
  return { others, files, last: await manifest(root, "last"), best: await manifest(root, "best"), log };
}

it.each(["cpu", "onnx"])(
  "%s: a training killed at 20 random moments ends with the same bits as one left alone",
  async (engine) => {
    const root = await mkdtemp(join(tmpdir(), "elbo-kill-"));
    try {
      const file = join(root, "config.json");
      await writeFile(file, JSON.stringify(config(engine)));
      const [whole, killed] = [join(root, "whole"), join(root, "killed")];
      expect(await train(whole, file)).toBe(true);
      const expected = await outcome(whole);
      const { finished, total } = expected.last.state;
      expect(finished).toBe(true);
      expect(expected.files).toHaveLength(4);

      let random = 1; // the same moments in every test run; where they fall in the program differs anyway
      for (let kill = 0; kill < KILLS; kill++) {
        random = (random * 48271) % 2147483647;
        const step = Math.floor((total * kill) / (KILLS + 8)); // the last one leaves time for the signal to arrive
        expect(await train(killed, file, { step, milliseconds: (random / 2147483647) * 15 })).toBe(false);
        const { state } = await manifest(killed, "last");
        expect(state.total).toBeGreaterThanOrEqual(step);
        expect(state.finished).toBe(false);
      }
      expect(await train(killed, file)).toBe(true);
      expect(await outcome(killed)).toEqual(expected);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
);

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { elbo } from "./support/command.ts";
import { codebook, saveConfig } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** What the command writes to a terminal of 100 columns (`script` is of util-linux and has another syntax elsewhere). */
const onTerminal = (args: string, cwd: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const command = `stty cols 100 rows 30; "${process.execPath}" "${main}" ${args}`;
    const child = spawn("/usr/bin/script", ["-qec", command, "/dev/null"], {
      cwd,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(text) : reject(new Error(`${code}: ${text}`))));
  });

it.runIf(process.platform === "linux")(
  "on a terminal: a bar with speed, time left and named terms",
  async ({ onTestFinished }) => {
    const cwd = workplace(onTestFinished);
    const config = await saveConfig(cwd, { ...codebook, engine: "onnx" });
    const seen = await onTerminal(`train ${config} --set training.epochs=8`, cwd);
    const shown = seen.split(/[\r\n]+/).map((line) => line.replace("\x1b[K", ""));
    const bars = shown.filter((line) => line.startsWith("train "));
    expect(bars.length).toBeGreaterThan(7);
    for (const bar of bars)
      expect(bar).toMatch(/^train █*░* epoch \d+\.\d {2}(\?|\d+:\d\d) left {2}[\d,]+ examples\/s {2}reconstruction /);
    expect(Math.max(...bars.map((bar) => bar.length))).toBeLessThan(100);
    expect(shown.filter((line) => /^epoch \d+: validation -elbo \d+\.\d\d nats/.test(line))).toHaveLength(8);
    expect(shown).toContainEqual(expect.stringMatching(/^Trained 160 steps in \d:\d\d: runs\//));
    // Nothing moves the cursor to another line.
    expect(seen.replaceAll("\x1b[K", "")).not.toContain("\x1b");

    const measured = await onTerminal("evaluate --importance 0", cwd);
    expect(measured).toContain("50 of 50 examples\r\x1b[K");
    expect(measured).toContain("-ELBO");
  },
);

it("away from a terminal: plain lines only", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  const config = await saveConfig(cwd, codebook);
  const { code, err, out } = await elbo(["train", config, "--set", "training.epochs=2"], { cwd });
  expect({ code, out }).toEqual({ code: 0, out: "" });
  for (const mark of ["\r", "\x1b", "█", "░"]) expect(err).not.toContain(mark);
  expect(err.trim().split("\n")).toEqual([
    expect.stringMatching(/^\d+ parameters, engine cpu$/),
    expect.stringMatching(/^epoch 1: training reconstruction .* kl .* commitment .* objective /),
    expect.stringMatching(/^epoch 1: validation -elbo /),
    expect.stringMatching(/^epoch 2: training /),
    expect.stringMatching(/^epoch 2: validation -elbo /),
    expect.stringMatching(/^Trained 40 steps in \d:\d\d: runs\//),
    "Next: elbo evaluate, elbo sample",
  ]);
});

it("a reader that stops reading is no error", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  const child = spawn("bash", ["-c", `set -o pipefail; "${process.execPath}" "${main}" schema | head -c 10`], { cwd });
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

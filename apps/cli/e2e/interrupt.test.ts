import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elbo, elboSays } from "./support/command.ts";
import { codebook, saveConfig, tiny } from "./support/configs.ts";
import { bits, workplace } from "./support/workplace.ts";

const stateOf = async (run: string) =>
  JSON.parse(await readFile(join(run, "checkpoints", "last.json"), "utf8")).manifest.state;

it("Ctrl-C in the middle of an epoch saves, says how to go on, and going on gives the same bits", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  // Epochs of 400 steps: a signal hardly ever falls on the end of one.
  const long = { ...codebook, data: { ...codebook.data, train: 6400 } };
  const training = { ...long.training, epochs: 3, checkpoint: { every: { epochs: 1 } } };
  const config = await saveConfig(cwd, { ...long, engine: "onnx", training });
  const whole = JSON.parse(await elboSays(["train", config, "--name", "whole", "--json"], { cwd })).run;

  let run = "";
  const stops: number[] = [];
  for (const [from, args] of [
    ["parameters", ["train", config, "--name", "stopped"]],
    ["from step", () => ["train", "--resume", run]],
  ] as const) {
    let sent = false;
    const { code, err, out } = await elbo(typeof args === "function" ? args() : args, {
      cwd,
      watch: (said, child) => {
        if (sent || !said.includes(from)) return;
        sent = true;
        setTimeout(() => child.kill("SIGINT"), 100);
      },
    });
    expect({ code, out }).toEqual({ code: 130, out: "" });
    expect(err).toContain("Saving; press Ctrl-C again to stop at once.");
    const [, next] = /^Interrupted and saved\. Continue with: elbo train --resume (runs\/.*)$/m.exec(err) ?? [];
    expect(next).toMatch(/^runs\/.*-stopped$/);
    run = next as string;
    const { finished, step } = await stateOf(join(cwd, run));
    expect(finished).toBe(false);
    stops.push(step);
  }
  expect(stops[1]).toBeGreaterThan(stops[0] as number);
  expect(stops.some((step) => step % 400 !== 0)).toBe(true);

  const { code, err } = await elbo(["train", "--resume"], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`from step ${stops[1]}`) });
  expect(await bits(join(cwd, run))).toEqual(await bits(join(cwd, whole)));

  const again = await elbo(["train", "--resume", run], { cwd });
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining("finished already") });
  expect(again.err).toContain(`elbo train ${run}/config.json --set training.epochs=`);
});

it("a disk that fills up keeps the last checkpoint, from which training goes on to the same bits", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  const config = await saveConfig(cwd, { ...tiny, training: { ...tiny.training, epochs: 8, log: { every: 1 } } });
  const whole = JSON.parse(await elboSays(["train", config, "--name", "whole", "--json"], { cwd })).run;
  const full = await elbo(["train", config, "--name", "full"], { cwd, fileLimit: 12 });
  expect(full).toMatchObject({ code: 6, err: expect.stringMatching(/log\.jsonl: could not write.*EFBIG/) });
  const [run] = (await readdir(join(cwd, "runs"))).filter((name) => name.endsWith("full"));
  const { finished, total } = await stateOf(join(cwd, "runs", run as string));
  expect({ finished, begun: total > 0 }).toEqual({ finished: false, begun: true });
  await elboSays(["train", "--resume", join("runs", run as string)], { cwd });
  expect(await bits(join(cwd, "runs", run as string))).toEqual(await bits(join(cwd, whole)));
});

it("a training that diverges keeps the last good checkpoint, and it can be used", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  const rate = { kind: "steps", from: 0.003, milestones: [2], values: [1e30] };
  const config = await saveConfig(cwd, { ...tiny, training: { ...tiny.training, optimiser: { kind: "adam", rate } } });
  const { code, err } = await elbo(["train", config], { cwd });
  expect(code).toBe(7);
  const [, checkpoint] = /The last good checkpoint is (\S+)\.\n/.exec(err) ?? [];
  expect(await stateOf(join(cwd, checkpoint as string, "../.."))).toMatchObject({ finished: false, total: 20 });
  const { negativeElbo } = JSON.parse(await elboSays(["evaluate", "--json"], { cwd }));
  expect(Number.isFinite(negativeElbo)).toBe(true);
});

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elbo } from "./support/command.ts";
import { codebook, saveConfig } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";

it("a run that is being trained is not resumed a second time; one whose process was killed is", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  const training = { ...codebook.training, epochs: 100_000 };
  const config = await saveConfig(cwd, { ...codebook, engine: "onnx", training });
  let second: Promise<Awaited<ReturnType<typeof elbo>>> | undefined;
  const first = await elbo(["train", config], {
    cwd,
    watch: (said, child) => {
      if (second || !said.includes("validation")) return;
      second = elbo(["train", "--resume"], { cwd }).finally(() => child.kill("SIGKILL"));
    },
  });
  expect(first.killed).toBe("SIGKILL");
  const { code, err } = (await second) as Awaited<ReturnType<typeof elbo>>;
  expect(code).toBe(5);
  expect(err).toMatch(
    /^elbo: runs\/\S+: another training is writing this run folder: got process \d+ on \S+, since \S+\. Wait until it ends/,
  );
  const [run] = await readdir(join(cwd, "runs"));
  const locks = async () => (await readdir(join(cwd, "runs", run as string))).filter((name) => name.includes("lock"));
  expect(await locks()).toHaveLength(1);

  let stopped = false;
  const third = await elbo(["train", "--resume"], {
    cwd,
    watch: (said, child) => {
      if (stopped || !said.includes("from step")) return;
      stopped = true;
      child.kill("SIGINT");
    },
  });
  expect(third).toMatchObject({ code: 130, err: expect.stringContaining("Interrupted and saved") });
  expect(await locks()).toEqual([]);
});

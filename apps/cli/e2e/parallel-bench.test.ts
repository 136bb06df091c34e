import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elbo } from "./support/command.ts";
import { codebook, tiny } from "./support/configs.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

it("trainings side by side come to the same as one after the other; their times are marked", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  const { training: _, engine: __, latents, loss: ___, ...model } = codebook;
  const matrix = {
    name: "shared",
    base: { engine: "onnx", training: { epochs: 4, batch: 16, average: { decay: 0.99 } } },
    data: { numbers: { ...model, loss: { kind: "elbo" } } },
    variants: {
      plain: { config: { latents: tiny.latents } },
      codes: { config: { latents } },
      vamp: { config: { latents: { ...tiny.latents, prior: { kind: "vamp", components: 10 } } } },
    },
    seeds: [1, 2],
    evaluate: { importance: 10, samples: 4 },
  };
  await write(cwd, "m.yaml", JSON.stringify(matrix));
  const run = async (jobs: number) => {
    const out = `jobs-${jobs}`;
    const {
      code,
      err,
      out: said,
    } = await elbo(["bench", "m.yaml", "--jobs", `${jobs}`, "--threads", "1", "--out", out], {
      cwd,
    });
    expect({ code, err }).toMatchObject({ code: 0 });
    const { runs, command } = JSON.parse(await readFile(join(cwd, out, "shared/results.json"), "utf8"));
    const report = await readFile(join(cwd, out, "shared/report.html"), "utf8");
    return { err, said, report, command, runs: runs as Record<string, unknown>[] };
  };
  const [one, three] = [await run(1), await run(3)];
  const figures = ({ runs }: typeof one) => runs.map(({ jobs, secondsPerEpoch, ...rest }) => rest);
  expect(figures(three)).toEqual(figures(one));
  expect(one.runs.map(({ jobs, threads }) => [jobs, threads])).toEqual(Array(6).fill([1, 1]));
  expect(three.runs.map(({ jobs, threads }) => [jobs, threads])).toEqual(Array(6).fill([3, 1]));
  expect(three.command).toBe("elbo bench m.yaml --jobs 3 --threads 1");

  const epochSeconds = /\d\.\d\*/;
  expect([one.said, three.said].map((text) => epochSeconds.test(text))).toEqual([false, true]);
  expect(three.report).toContain("engine onnx, threads of each training: 1, trainings at once: 3.");
  // Lines of the three at once can be told apart.
  expect(three.err).toMatch(/^\[2\/6\] epoch 4: validation -elbo /m);
  expect(one.err).toMatch(/^epoch 4: validation -elbo /m);
});

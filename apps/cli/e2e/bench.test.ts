import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elbo, elboSays } from "./support/command.ts";
import { pictures, text, tiny } from "./support/configs.ts";
import { idxImages, lines } from "./support/data-files.ts";
import { ownPrior } from "./support/own-prior.ts";
import { filesBelow, workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const { training, engine, ...model } = tiny;
const matrix = `
name: tiny
title: A tiny benchmark
base:
  engine: onnx
  training: { epochs: 6, batch: 16, optimiser: { kind: adam, rate: 0.01 }, validate: { on: test } }
data:
  numbers: ${JSON.stringify({ ...model, loss: undefined })}
variants:
  plain: { config: { loss: { kind: elbo } }, published: "made up, 1" }
  own prior: { config: { loss: { kind: elbo }, latents: { prior: { kind: laplace } } } }
  "beta = 1000": { config: { loss: { kind: elbo, beta: 1000 } } }
seeds: [1, 2]
evaluate: { importance: 10, importanceExamples: 20, samples: 9 }
`;
const files = async (cwd: string) => {
  await write(cwd, "matrix.yaml", matrix);
  await write(cwd, "parts/my-prior.ts", ownPrior);
};
const bench = ["bench", "matrix.yaml", "--parts", "parts/my-prior.ts"];

it("a matrix with a prior of one's own ends in results.json and a report that stands alone", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  await files(cwd);
  const { results, report } = JSON.parse(await elboSays([...bench, "--json"], { cwd }));
  expect(results).toBe("runs/bench/tiny/results.json");
  const { runs, command } = JSON.parse(await readFile(join(cwd, results), "utf8"));
  expect(command).toBe("elbo bench matrix.yaml --parts parts/my-prior.ts");
  expect(runs.map(({ id }: { id: string }) => id)).toEqual(
    ["plain", "own prior", "beta = 1000"].flatMap((name) => [1, 2].map((seed) => `numbers-${name}-${seed}`)),
  );
  for (const { variant, evaluation } of runs) {
    expect(Number.isFinite(evaluation.negativeElbo) && Number.isFinite(evaluation.nll.value)).toBe(true);
    expect(evaluation.collapsed).toBe(variant === "beta = 1000");
  }
  const html = await readFile(join(cwd, report), "utf8");
  expect(html).toContain("Collapsed: the posterior ignores its input");
  expect(html).toContain("made up, 1");
  expect(html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:\/\/|src="(?!data:)|<link|<script/);

  // Nothing is trained twice, and another prior is another cell.
  const again = await elbo(bench, { cwd });
  expect(again.err.match(/done before/g)).toHaveLength(6);
  expect(again.out).toMatch(/-ELBO[\s\S]*plain[\s\S]*collapsed[\s\S]*Report: runs\/bench\/tiny\/report\.html/);
  await write(cwd, "parts/my-prior.ts", `${ownPrior}\n// changed\n`);
  const changed = await elbo(bench, { cwd });
  expect(changed.err.match(/done before/g)).toHaveLength(4);
  expect(changed.code).toBe(0);
});

it("Ctrl-C keeps finished cells, and the same command goes on where it was, to the same figures", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  await files(cwd);
  const whole = JSON.parse(await elboSays([...bench, "--json", "--out", "whole"], { cwd })).results;
  let sent = false;
  const stopped = await elbo(bench, {
    cwd,
    watch: (said, child) => {
      if (sent || !/\[3\/6\][^[]*epoch 2: validation/.test(said)) return;
      sent = true;
      child.kill("SIGINT");
    },
  });
  // A cell takes a second: on a busy machine more of them end before the signal arrives.
  expect(stopped).toMatchObject({
    code: 130,
    err: expect.stringMatching(/[2-5] of 6 done\. Run the same command again/),
  });
  const finished = await readdir(join(cwd, "runs/bench/tiny/results"));
  expect(stopped.err).toContain(`${finished.length} of 6 done.`);
  const times = async () =>
    Promise.all(finished.map(async (name) => (await stat(join(cwd, "runs/bench/tiny/results", name))).mtimeMs));
  const before = await times();
  const rest = await elbo(bench, { cwd });
  expect(rest.err.match(/done before/g)).toHaveLength(finished.length);
  expect(await times()).toEqual(before);

  const figures = async (file: string) => {
    const { runs } = JSON.parse(await readFile(join(cwd, file), "utf8"));
    return runs.map(({ id, evaluation, curve }: Record<string, unknown>) => ({ id, evaluation, curve }));
  };
  expect(await figures("runs/bench/tiny/results.json")).toEqual(await figures(whole));
  expect((await filesBelow(cwd)).filter((file) => file.endsWith(".partial"))).toEqual([]);
});

it("pictures and text appear in the report", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  await write(cwd, "images.idx", idxImages(120));
  await write(cwd, "lines.txt", lines(120));
  const { training: _, engine: __, ...digits } = pictures;
  const { training: ___, engine: ____, ...words } = text;
  await write(
    cwd,
    "m.yaml",
    JSON.stringify({
      name: "seen",
      base: { engine: "onnx", training },
      data: { digits, words },
      variants: { plain: { config: {} } },
      evaluate: { importance: 0, samples: 9 },
    }),
  );
  const { report } = JSON.parse(await elboSays(["bench", "m.yaml", "--json"], { cwd }));
  const html = await readFile(join(cwd, report), "utf8");
  expect(html.match(/src="data:image\/png;base64/g)).toHaveLength(2);
  expect(html).toContain("greedy reconstruction");
  expect(html).toContain("hannah");
});

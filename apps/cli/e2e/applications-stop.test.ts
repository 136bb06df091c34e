import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { imageGrid } from "@elbo/bench";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuse } from "./support/bad-input.ts";
import { elboSays } from "./support/command.ts";
import { pictures, saveConfig, text } from "./support/configs.ts";
import { csv, idxImages, lines, savePictures } from "./support/data-files.ts";
import { filesBelow, workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** An application: what it is asked, how its output is named, and what makes its work long. */
interface Application {
  readonly name: string;
  readonly model: "grey" | "text" | "table";
  readonly args: readonly string[];
  readonly out: string;
  readonly file: string;
  readonly long: readonly string[];
  /** What a terminal shows while it works. */
  readonly shows: string;
}

const applications: readonly Application[] = [
  {
    ...{ name: "restore", model: "grey", out: "-o", file: "whole.png", shows: "restoring" },
    args: ["restore", "pictures/p001.png", "--mask", "mask.png", "--draws", "2"],
    long: ["--draws", "1000"],
  },
  {
    ...{ name: "restore --text", model: "text", out: "-o", file: "whole.txt", shows: "restoring" },
    args: ["restore", "--text", "an_"],
    long: ["--text", "hidden.txt"],
  },
  {
    ...{ name: "score", model: "grey", out: "--out", file: "scores.csv", shows: "scoring" },
    args: ["score", "pictures/p001.png", "--importance", "2"],
    long: ["--importance", "2000"],
  },
  {
    ...{ name: "map", model: "grey", out: "--out", file: "map.html", shows: "mapping" },
    args: ["map", "--split", "train", "--count", "12", "--neighbours", "3"],
    long: ["--count", "300", "--neighbours", "40"],
  },
  {
    ...{ name: "encode --files", model: "text", out: "--out", file: "codes.csv", shows: "encoding" },
    args: ["encode", "--files", "lines.txt"],
    long: ["--files", "many.txt"],
  },
  {
    ...{ name: "compress", model: "grey", out: "-o", file: "all.elbo", shows: "compressing" },
    args: ["compress", "few", "--block", "5"],
    long: ["many.idx"],
  },
  {
    ...{ name: "impute", model: "table", out: "-o", file: "filled.csv", shows: "filling" },
    args: ["impute", "gaps.csv", "--samples", "50"],
    long: ["--samples", "5000"],
  },
  {
    ...{ name: "synthesize", model: "table", out: "-o", file: "made-up.csv", shows: "rows" },
    args: ["synthesize", "gaps.csv", "-n", "5"],
    long: ["-n", "5000000"],
  },
];

const trained = mkdtempSync(join(tmpdir(), "elbo-cli-"));
const runs: Record<string, string> = {};

beforeAll(async () => {
  await savePictures(join(trained, "pictures"), 300);
  await mkdir(join(trained, "few"));
  for (const name of ["p003.png", "p011.png"]) await cp(join(trained, "pictures", name), join(trained, "few", name));
  const half = Array.from({ length: 64 }, (_, i) => Number(i < 32));
  await write(trained, "mask.png", imageGrid(half, { shape: [8, 8, 1], columns: 1, scale: 1, gap: 0 }));
  await write(trained, "lines.txt", lines(40));
  await write(trained, "many.txt", lines(20_000));
  await write(trained, "many.idx", idxImages(3000));
  await write(trained, "hidden.txt", "an_\notto\nb_b\n".repeat(300).replaceAll("otto", "o_to"));
  await write(
    trained,
    "gaps.csv",
    csv(3000, (row, column) => ((row + column) % 4 === 0 ? "" : `${((row * 7 + column * 3) % 11) / 2}`)),
  );
  const grey = {
    ...pictures,
    engine: "onnx",
    data: { kind: "images", path: join(trained, "pictures"), size: [8, 8] },
    likelihood: { kind: "beta-binomial" },
  };
  for (const [name, config] of Object.entries({
    grey,
    text: { ...text, data: { kind: "text", path: join(trained, "lines.txt") } },
  })) {
    const args = ["train", await saveConfig(trained, config), "--set", "training.epochs=1", "--name", name, "--json"];
    runs[name] = JSON.parse(await elboSays(args, { cwd: trained })).run;
  }
  const quick = ["--set", "training.steps=20", "--samples", "5"];
  const told = await elboSays(["impute", "gaps.csv", "-o", "first.csv", "--json", ...quick], { cwd: trained });
  runs.table = JSON.parse(told).run;
  rmSync(join(trained, "first.csv"));
}, 600_000);
afterAll(() => rmSync(trained, { recursive: true, force: true }));

/** Commands that take their run as an argument; the others, by --model. */
const byArgument = ["map", "encode"];
const command = ({ args, out, model }: Application, file: string): string[] => {
  const run = runs[model] as string;
  return [...args, out, file, ...(byArgument.includes(args[0] as string) ? [run] : ["--model", run])];
};

/** Types Ctrl-C on a terminal as soon as it shows something, and waits for the end. */
const interrupted = (
  args: readonly string[],
  cwd: string,
  shows: string,
): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve, reject) => {
    const words = args.map((word) => `'${word}'`).join(" ");
    const line = `stty cols 100 rows 30; "${process.execPath}" "${main}" ${words}`;
    const child: ChildProcess = spawn("/usr/bin/script", ["-qec", line, "/dev/null"], {
      cwd,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let said = "";
    let typed = false;
    child.stdout?.on("data", (chunk) => {
      said += chunk;
      if (typed || !said.includes(shows)) return;
      typed = true;
      child.stdin?.write("\u0003");
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });

describe("an application", () => {
  it.concurrent.for(applications.filter(({ name }) => ["restore", "score", "map"].includes(name)))(
    "$name: refuses a place that cannot be written, before its work",
    async (one, { onTestFinished }) => {
      const cwd = workplace(onTestFinished);
      await refuse(
        {
          name: one.name,
          args: command(one, "nowhere/out.png"),
          trained: true,
          code: 6,
          says: ["nowhere/out.png", "ENOENT", "Make its folder first"],
        },
        cwd,
        trained,
      );
    },
  );

  it.concurrent.for(applications)(
    "$name: on a full disk says so and leaves nothing",
    async (one, { onTestFinished }) => {
      const cwd = workplace(onTestFinished);
      await refuse(
        {
          name: one.name,
          args: command(one, one.file),
          trained: true,
          start: { fileLimit: 0 },
          code: 6,
          says: [one.file, "EFBIG"],
        },
        cwd,
        trained,
      );
    },
  );

  describe.runIf(process.platform === "linux")("on a terminal", () => {
    it.concurrent.for(applications)("$name: stops at Ctrl-C and leaves nothing", async (one, { onTestFinished }) => {
      const cwd = workplace(onTestFinished);
      await cp(trained, cwd, { recursive: true });
      const before = await filesBelow(cwd);
      const { code, said } = await interrupted([...command(one, one.file), ...one.long], cwd, one.shows);
      expect({ code, said: said.replaceAll("\u001b[K", "") }).toMatchObject({
        code: 130,
        said: expect.stringMatching(/Stopping|Interrupted/),
      });
      expect(said).not.toMatch(/^\s+at /m);
      expect(await filesBelow(cwd)).toEqual(before);
      expect((await readdir(cwd)).filter((name) => name.endsWith(".partial"))).toEqual([]);
    });
  });
});

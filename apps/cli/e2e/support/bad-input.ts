import { cp } from "node:fs/promises";
import { expect } from "vitest";
import { elbo, type Start } from "./command.ts";
import { saveConfig, tiny } from "./configs.ts";
import { filesBelow } from "./workplace.ts";

/** One thing that a person may get wrong. */
export interface BadInput {
  readonly name: string;
  /** What is typed after `elbo`. */
  readonly args: readonly string[];
  readonly code: number;
  /** What the message must say. */
  readonly says: readonly (string | RegExp)[];
  /** The config file; the tiny model unless told. */
  readonly config?: object;
  /** Puts files in the folder first; `run` is a finished run to take along. */
  readonly prepare?: (folder: string) => Promise<unknown>;
  readonly trained?: boolean;
  readonly start?: Omit<Start, "cwd">;
  /** It only shows when training is under way, after lines about that. */
  readonly begins?: true;
  /** Files that are right to stay behind; none unless told. */
  readonly leaves?: RegExp;
}

/** Runs the command, and asks for one clear line, the right code, and nothing left behind. */
export async function refuse(input: BadInput, folder: string, trainedRun: string): Promise<void> {
  const { args, code, config = tiny, prepare, trained, says, start, begins, leaves } = input;
  await saveConfig(folder, config);
  if (trained) await cp(trainedRun, folder, { recursive: true });
  await prepare?.(folder);
  const before = await filesBelow(folder);

  const outcome = await elbo(args, { ...start, cwd: folder });

  const message = outcome.err.trimEnd().split("\n").at(-1) as string;
  expect(outcome).toMatchObject({ code, killed: null, out: "" });
  expect(message).toMatch(/^elbo: /);
  for (const what of says) expect(message).toMatch(what);
  expect(message).not.toMatch(/\bundefined\b|\[object|defect/);
  expect(outcome.err.match(/^elbo: /gm)).toHaveLength(1);
  if (!begins) expect(outcome.err.trimEnd().split("\n")).toHaveLength(1);
  expect(outcome.err).not.toMatch(/^\s+at /m);
  const added = (await filesBelow(folder)).filter((file) => !before.includes(file));
  expect(added.filter((file) => !leaves?.test(file))).toEqual([]);
  expect(await filesBelow(folder)).toEqual(expect.arrayContaining(before));
}

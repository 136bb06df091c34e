import { ConfigError, NotSupportedError, type Split } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { type Command, Option } from "commander";

const names = ["test", "validation", "train"] as const;

/** A part of a data set. */
export type SplitName = (typeof names)[number];

/** `--split`, of the three that there can be. */
export const splitOption = (): Option =>
  new Option("--split <name>", "which part of the data").choices(names).default("test");

/** @throws ConfigError when options of a split are given to a command that reads files. */
export function noSplitBesideFiles(command: Command, options: readonly string[] = ["split", "count"]): void {
  const given = options.find((name) => command.getOptionValueSource(name) === "cli");
  if (given === undefined) return;
  throw new ConfigError(`--${given} is for a split of the model's data`, {
    where: `elbo ${command.name()}`,
    remedy: "Leave it away: files are read whole.",
  });
}

/** @throws NotSupportedError when the data has no such split, or one without examples (`test: 0`). */
export function splitOf(vae: Pick<Vae, "dataset">, name: SplitName): Split {
  const split = vae.dataset.splits[name];
  if (split && split.length > 0) return split;
  const filled = names.filter((other) => (vae.dataset.splits[other]?.length ?? 0) > 0);
  throw new NotSupportedError(split ? `the ${name} split holds no examples` : `the data has no ${name} split`, {
    where: `data ${vae.dataset.name}`,
    expected: `one of ${filled.join(", ")}`,
    received: name,
  });
}

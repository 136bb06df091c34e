import { NotSupportedError, type Split } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { Option } from "commander";

const names = ["test", "validation", "train"] as const;

/** A part of a data set. */
export type SplitName = (typeof names)[number];

/** `--split`, of the three that there can be. */
export const splitOption = (): Option =>
  new Option("--split <name>", "which part of the data").choices(names).default("test");

/** @throws NotSupportedError when the data has no such split. */
export function splitOf(vae: Vae, name: SplitName): Split {
  const split = vae.dataset.splits[name];
  if (split) return split;
  throw new NotSupportedError(`the data has no ${name} split`, {
    where: `data ${vae.dataset.name}`,
    expected: `one of ${Object.keys(vae.dataset.splits).join(", ")}`,
    received: name,
  });
}

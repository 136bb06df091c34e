import type { TableOptions } from "@elbo/tables";
import { type Command, InvalidArgumentError, Option } from "commander";

type Types = NonNullable<TableOptions["types"]>;

/** What the options of `withTable` come to. */
export interface TableCommandOptions {
  readonly types?: Types;
  readonly leave?: readonly string[];
  readonly blanks?: readonly string[];
  readonly delimiter?: string;
  readonly decimal?: "." | ",";
  readonly header: "auto" | "yes" | "no";
}

const plain = ["real", "positive", "count", "ordinal", "category"] as const;

/** `age=count`, `size=small<medium<large`; several with commas between, or by repeating the option. */
export function typesOption(text: string, previous: Types = {}): Types {
  const pairs = text.split(",").map((pair): [string, Types[string]] => {
    const equals = pair.indexOf("=");
    const [name, type] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    if (equals > 0 && type.includes("<")) return [name, { ordinal: type.split("<").map((value) => value.trim()) }];
    const known = plain.find((one) => one === type);
    if (equals > 0 && known) return [name, known];
    throw new InvalidArgumentError(
      `It reads NAME=TYPE, TYPE one of ${plain.join(", ")}, or an order: "size=small<large".`,
    );
  });
  return { ...previous, ...Object.fromEntries(pairs) };
}

const byCommas = (text: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  ...text.split(",").map((name) => name.trim()),
];

/** Adds what says how to read a table. */
export const withTable = (command: Command): Command =>
  command
    .option(
      "--types <name=type,..>",
      `what columns hold (${plain.join(", ")}), or an order: "size=small<large"`,
      typesOption,
    )
    .option("--leave <names>", "columns that stay out of the model, gaps and all", byCommas)
    .option(
      "--blanks <texts>",
      "cells that mean a missing value; default empty, NA, NaN, null, ? and the like",
      byCommas,
    )
    .option("--delimiter <text>", "what stands between cells; default tab, semicolon, bar or comma")
    .addOption(
      new Option(
        "--decimal <sign>",
        "what stands before decimals; default a comma where numbers have one and none has a point",
      ).choices([".", ","]),
    )
    .addOption(
      new Option("--header <when>", "whether the first line holds names")
        .choices(["auto", "yes", "no"])
        .default("auto"),
    );

/** The options as `profileTable` takes them. */
export const tableOptions = ({
  types,
  leave,
  blanks,
  delimiter,
  decimal,
  header,
}: TableCommandOptions): TableOptions => ({
  header,
  ...(types ? { types } : {}),
  ...(leave ? { leave } : {}),
  ...(blanks ? { blanks } : {}),
  ...(decimal ? { decimal } : {}),
  ...(delimiter ? { delimiter: delimiter === "\\t" ? "\t" : delimiter } : {}),
});

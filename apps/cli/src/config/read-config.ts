import { readFile } from "node:fs/promises";
import { ConfigError } from "@elbo/spec";
import { parse } from "yaml";

/**
 * The plain value of a JSON or YAML file (YAML 1.2 reads both). Nothing in it is run.
 *
 * @throws ConfigError when the file is missing or not well-formed, naming line and column.
 */
export async function readConfig(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    const problem = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "this is a folder" : undefined;
    throw new ConfigError(problem ?? `the file cannot be read (${code})`, {
      where: file,
      expected: "a YAML or JSON file",
      remedy: "`elbo init` writes a config to start from; `elbo list configs` names those that come along.",
      cause,
    });
  }
  try {
    return parse(text);
  } catch (cause) {
    const [problem] = String((cause as Error).message).split("\n");
    throw new ConfigError(`not well-formed YAML or JSON: ${problem?.replace(/[.:]$/, "")}`, {
      where: file,
      remedy: "Look at that line: brackets, quotes, indentation.",
      cause,
    });
  }
}

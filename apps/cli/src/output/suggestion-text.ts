import type { Suggestion } from "@elbo/vae";
import { stringify } from "yaml";

/** A suggested map as YAML to look over: what is open stands in it as comments. */
export function suggestionText({ parameters, undecided, unused }: Suggestion): string {
  const open = Object.entries(undecided).map(([path, names]) =>
    names.length
      ? `  # ${path}: one of ${names.join(", ")}`
      : `  # ${path}: nothing fits; { value: initial } starts anew`,
  );
  const left = unused.map((name) => `# nothing comes from ${name}`);
  const entries = Object.keys(parameters).length ? stringify({ parameters }) : "parameters:\n";
  return [`layout: torch\n${entries.trimEnd()}`, ...open, ...left, ""].join("\n");
}

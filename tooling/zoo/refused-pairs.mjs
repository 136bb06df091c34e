// Pairs of kinds that are refused together, as rows of a table: one for all partners of a part that share a reason.

/** The part of an error that says why: neither where it stood, nor what came, nor what to do, nor the name of the partner. */
function why(reason, [, other]) {
  const at = other.indexOf(" ");
  const [family, kind] = [other.slice(0, at), other.slice(at + 1)];
  return reason
    .replace(/^(config[^:]*|[a-z]+\/[\w-]+[^:]*): /, "")
    .split(": expected ")[0]
    .split(": got ")[0]
    .split(/\. [A-Z`]/)[0]
    .replace(/\.$/, "")
    .replaceAll(`the ${family} "${kind}"`, "it")
    .replaceAll(`"${kind}"`, "it");
}

/** Markdown of `{ pair: ["family kind", "family kind"], reason }`. A part that is left out is no partner: its structure says so. */
export function refusedPairs(refused) {
  const groups = new Map();
  for (const { pair, reason } of refused) {
    if (pair.some((name) => name.endsWith(" -"))) continue;
    const at = JSON.stringify([pair[0], why(reason, pair)]);
    groups.set(at, [...(groups.get(at) ?? []), pair[1]]);
  }
  const rows = [...groups].map(([at, others]) => {
    const [part, reason] = JSON.parse(at);
    return `| ${part} | ${others.join(", ")} | ${reason} |`;
  });
  return ["| part | not with | since |", "|---|---|---|", ...rows].join("\n");
}

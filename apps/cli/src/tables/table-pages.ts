import { extname } from "node:path";
import { escapeHtml, page } from "@elbo/bench";
import { InvalidArgumentError } from "commander";

/** A report: a title, sentences, and tables, each a heading row and rows. */
export interface TableReport {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly tables: readonly (readonly (readonly string[])[])[];
}

const markdownTable = (rows: readonly (readonly string[])[]): string => {
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [heading = [], ...body] = rows;
  return [line(heading), line(heading.map(() => "---")), ...body.map(line)].join("\n");
};

const htmlTable = ([heading = [], ...body]: readonly (readonly string[])[]): string => {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<div class="wide"><table><thead>${row(heading, "th")}</thead><tbody>${body.map((cells) => row(cells, "td")).join("\n")}</tbody></table></div>`;
};

/** The report as Markdown where the file's name ends in .md, else as one HTML page that asks for nothing from outside. */
export function reportText(file: string, { title, sentences, tables }: TableReport): string {
  if (file.endsWith(".md"))
    return [`# ${title}`, sentences.join("\n"), ...tables.map(markdownTable)].join("\n\n").concat("\n");
  const paragraphs = sentences.map((text) => `<p>${escapeHtml(text)}</p>`);
  return page(title, [`<h1>${escapeHtml(title)}</h1>`, ...paragraphs, ...tables.map(htmlTable)].join("\n"));
}

/** Parses the name of a report's file. */
export function reportFile(text: string): string {
  if ([".md", ".html"].includes(extname(text))) return text;
  throw new InvalidArgumentError("It must end in .md or .html.");
}

/** A fenced block of a Markdown page. */
export interface Fence {
  /** First word after the backticks. */
  readonly language: string;
  /** Second word: the file that the block shows. */
  readonly file?: string;
  readonly code: string;
  /** Line of the opening backticks, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { language: string; file?: string; line: number; code: string[]; marks: string } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const mark = /^\s*(`{3,})\s*(\S*)\s*(\S*)\s*$/.exec(text);
    if (open) {
      if (mark?.[1] === open.marks && mark[2] === "") {
        const { marks: _, code, ...rest } = open;
        fences.push({ ...rest, code: `${code.join("\n")}\n` });
        open = undefined;
      } else open.code.push(text);
    } else if (mark) {
      const [, marks = "", language = "", file = ""] = mark;
      open = { language, ...(file ? { file } : {}), line: index + 1, code: [], marks };
    }
  }
  if (open) throw new Error(`the block that opens on line ${open.line} never closes`);
  return fences;
}

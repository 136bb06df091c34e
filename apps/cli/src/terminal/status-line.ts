/** The line at the foot of a terminal that is written anew again and again; away from a terminal it is silent. */
export interface StatusLine {
  /** Shows `text`, cut to the terminal's width. */
  show(text: string): void;
  /** Writes a line above it. */
  say(line: string): void;
  /** Takes it away. */
  clear(): void;
}

/** Creates a status line on a stream, usually stderr. */
export function statusLine(out: NodeJS.WriteStream): StatusLine {
  let shown = "";
  const write = (text: string) => {
    if (out.isTTY) out.write(`\r${text.slice(0, (out.columns || 80) - 1)}\x1b[K`);
    shown = text;
  };
  return {
    show: write,
    say: (line) => {
      if (!out.isTTY || shown === "") {
        out.write(`${line}\n`);
        return;
      }
      out.write(`\r\x1b[K${line}\n`);
      write(shown);
    },
    clear: () => {
      if (shown !== "") write("");
    },
  };
}

/** A bar of `width` cells, filled up to a share in 0..1. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

import { type StatusLine, statusLine } from "./status-line.ts";

/** Columns below which a piece of a status line says too little. */
const LEAST = 40;

/** One status line for several that work at once: each has a piece of it, and its own lines begin with its name. */
export interface SharedLine {
  /** The part of `name`. */
  part(name: string): StatusLine;
  /** Writes a line above, for all. */
  say(line: string): void;
}

/** Pieces side by side, as many as are readable, cut to the same width. */
function join(pieces: readonly (readonly [string, string])[], width: number): string {
  const shown = pieces.slice(0, Math.max(1, Math.floor(width / LEAST)));
  const left = pieces.length - shown.length;
  const rest = left > 0 ? `+${left}` : "";
  const each = Math.floor((width - rest.length) / shown.length) - 2;
  return `${shown.map(([name, text]) => `${name} ${text}`.slice(0, each).padEnd(each)).join("  ")}  ${rest}`.trimEnd();
}

/** Shares the status line of a stream. */
export function sharedLine(out: NodeJS.WriteStream): SharedLine {
  const line = statusLine(out);
  const texts = new Map<string, string>();
  const render = () => (texts.size > 0 ? line.show(join([...texts], (out.columns || 80) - 1)) : line.clear());
  return {
    say: line.say,
    part: (name) => ({
      show: (text) => {
        texts.set(name, text);
        render();
      },
      say: (text) => line.say(`${name} ${text}`),
      clear: () => {
        texts.delete(name);
        render();
      },
    }),
  };
}

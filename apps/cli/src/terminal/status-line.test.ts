import { expect, it } from "vitest";
import { bar, statusLine } from "./status-line.ts";

/** What a terminal would show after some output: carriage returns, erasing to the end of the line, newlines. */
const screen = (text: string): string[] => {
  const lines = [""];
  let column = 0;
  for (const [token] of text.replaceAll("\x1b[K", "\f").matchAll(/[\s\S]/g)) {
    const line = lines.at(-1) as string;
    if (token === "\r") column = 0;
    else if (token === "\n") {
      lines.push("");
      column = 0;
    } else if (token === "\f") lines[lines.length - 1] = line.slice(0, column);
    else {
      lines[lines.length - 1] = line.slice(0, column) + token + line.slice(column + 1);
      column++;
    }
  }
  return lines;
};

const terminal = (isTTY: boolean, columns = 20) => {
  const written = { text: "" };
  const out = {
    isTTY,
    columns,
    write: (text: string) => {
      written.text += text;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  return { line: statusLine(out), seen: () => screen(written.text), written };
};

it("stays at the foot, cut to the width, and goes away", () => {
  const { line, seen } = terminal(true);
  line.say("first");
  line.show("a status that is longer than the terminal");
  expect(seen()).toEqual(["first", "a status that is lo"]);
  line.say("second");
  line.show("short");
  expect(seen()).toEqual(["first", "second", "short"]);
  line.clear();
  line.clear();
  line.say("third");
  expect(seen()).toEqual(["first", "second", "third", ""]);
});

it("writes nothing but lines away from a terminal", () => {
  const { line, written } = terminal(false);
  line.show("status");
  line.say("line");
  line.clear();
  expect(written.text).toBe("line\n");
});

it("fills a bar, and never beyond its ends", () => {
  expect([bar(0, 4), bar(0.5, 4), bar(1.2, 4), bar(-1, 4)]).toEqual(["░░░░", "██░░", "████", "░░░░"]);
});

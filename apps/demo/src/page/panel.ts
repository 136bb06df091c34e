import { element } from "./element.ts";

/** One panel of the page, and where it speaks. */
export interface Panel {
  readonly section: HTMLElement;
  /** Says how things stand, politely: screen readers wait for a pause. */
  say(text: string): void;
  /** One sentence about what went wrong, and the panel is out of use. */
  fail(error: unknown): void;
  /** Runs work of the panel; what it throws is shown. */
  run(work: () => Promise<void>): void;
}

/** A panel with its heading and a sentence of what one sees. `body` is what it holds. */
export function createPanel(
  { id, title, about }: { readonly id: string; readonly title: string; readonly about: string },
  body: readonly HTMLElement[],
): Panel {
  const status = element("p", { class: "status", role: "status" });
  const content = element("div", { class: "body" }, ...body);
  const section = element(
    "section",
    { id, "aria-labelledby": `${id}-title`, "data-state": "waiting" },
    element("h2", { id: `${id}-title` }, title),
    element("p", { class: "about" }, about),
    content,
    status,
  );
  const fail = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    section.dataset.state = "failed";
    content.inert = true;
    status.replaceWith(element("p", { class: "error", role: "alert" }, text));
  };
  return {
    section,
    say: (text) => {
      if (section.dataset.state === "waiting") section.dataset.state = "ready";
      status.textContent = text;
    },
    fail,
    run: (work) => void work().catch(fail),
  };
}

import type { Neighbour } from "../compute/names.ts";
import type { RemoteCompute } from "../compute/start-worker.ts";
import { element } from "../page/element.ts";
import { latest } from "../page/latest.ts";
import { createPanel, type Panel } from "../page/panel.ts";

const COUNT = 8;
const STEPS = 7;

const languages = new Intl.DisplayNames("en", { type: "language" });

const field = (label: string, value: string) => {
  const input = element("input", { type: "text", value, autocomplete: "off", spellcheck: "false", maxlength: 40 });
  return { input, label: element("label", {}, element("span", {}, label), input) };
};

/** A name, its languages and a bar as long as its distance. */
const row = ({ name, languages: codes, distance }: Neighbour, farthest: number): HTMLElement => {
  const bar = element("meter", { min: 0, max: Math.max(farthest, 1e-6), value: distance, "aria-hidden": "true" });
  const where = codes.map((code) => languages.of(code) ?? code).join(", ");
  return element(
    "li",
    {},
    element("strong", {}, name),
    element("span", { class: "where" }, where),
    bar,
    element("span", { class: "number" }, distance.toFixed(2)),
  );
};

/** Type a name: who lives nearby, and the way to another name. */
export function namesPanel(compute: Promise<RemoteCompute>): Panel {
  const [from, to] = [field("A name", "marianne"), field("and another", "alexander")];
  const neighbours = element("ol", { class: "neighbours", "aria-label": "Nearest names" });
  const path = element("ol", { class: "path", "aria-label": "The path" });
  const panel = createPanel(
    {
      id: "names",
      title: "Neighbours of a name",
      about:
        "The encoder reads a name letter by letter and says where it lies. Below are the known names closest to it, " +
        "and what the decoder writes on the straight way to another name.",
    },
    [
      element("div", { class: "fields" }, from.label, to.label),
      element(
        "div",
        { class: "split even" },
        element("div", {}, element("h3", {}, "Nearest names"), neighbours),
        element("div", {}, element("h3", {}, "The way there"), path),
      ),
    ],
  );
  panel.run(async () => {
    const { names } = await compute;
    panel.say("Loading the model.");
    const known = await names.open();
    const look = latest(async ([start, end]: readonly [string, string]) => {
      const near = await names.neighbours(start, COUNT);
      const way = await names.path(start, end, STEPS);
      const refused = "refused" in near ? near.refused : "refused" in way ? way.refused : undefined;
      const found = "found" in near ? near.found : [];
      neighbours.replaceChildren(...found.map((each) => row(each, found.at(-1)?.distance ?? 0)));
      path.replaceChildren(...("found" in way ? way.found : []).map((text) => element("li", {}, text || "(nothing)")));
      panel.say(refused ?? `Distances of codes among ${known.toLocaleString("en")} names.`);
    });
    const ask = () => panel.run(() => look([from.input.value, to.input.value]));
    for (const { input } of [from, to]) input.addEventListener("input", ask);
    ask();
  });
  return panel;
}

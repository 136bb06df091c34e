import { escapeHtml } from "@elbo/bench";
import { mapScript } from "./map-script.ts";
import { mapStyle } from "./map-style.ts";
import type { Thumbnails } from "./thumbnails.ts";

/** What a map shows. */
export interface MapContent {
  readonly title: string;
  readonly names: readonly string[];
  /** `[example, 2]` */
  readonly places: Float32Array;
  /** A class for each. */
  readonly labels?: readonly string[];
  readonly thumbnails?: Thumbnails;
}

/** Ten colours that differ in lightness too (Tableau 10); more classes take them in turn. */
const colours = "#4e79a7 #f28e2b #e15759 #76b7b2 #59a14f #edc948 #b07aa1 #ff9da7 #9c755f #7a7772".split(" ");

/** Places between 0 and 1 along the longer side, which keeps proportions. */
function fitted(places: Float32Array): number[] {
  const side = (axis: number) => {
    const own = places.filter((_, i) => i % 2 === axis);
    const [low, high] = [own.reduce((a, b) => Math.min(a, b)), own.reduce((a, b) => Math.max(a, b))];
    return { low, span: high - low };
  };
  const sides = [side(0), side(1)] as const;
  const span = Math.max(sides[0].span, sides[1].span) || 1;
  return Array.from(places, (value, i) => {
    const { low, span: own } = sides[i % 2 === 0 ? 0 : 1];
    return Number(((value - low + (span - own) / 2) / span).toFixed(4));
  });
}

/** JSON that may stand in a script: nothing in it ends the script. */
const inScript = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

/** One self-contained HTML page: thumbnails or dots to pan and zoom, names below the pointer, classes by colour. */
export function mapPage({ title, names, places, labels, thumbnails }: MapContent): string {
  const classes = [...new Set(labels ?? [])].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const data = {
    names,
    places: fitted(places),
    labels: labels?.map((label) => classes.indexOf(label)) ?? [],
    classes: classes.map((name, i) => ({ name, colour: colours[i % colours.length] as string })),
    sheet: thumbnails && {
      url: `data:image/png;base64,${thumbnails.png.toString("base64")}`,
      columns: thumbnails.columns,
      height: thumbnails.height,
      width: thumbnails.width,
    },
  };
  const legend = data.classes
    .map(({ name, colour }) => `<li><i style="background:${colour}"></i>${escapeHtml(name || "(no folder)")}</li>`)
    .join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${mapStyle}</style></head>
<body><canvas tabindex="0" role="application" aria-label="Map of codes. Arrow keys move it, plus and minus zoom."></canvas>
<header><h1>${escapeHtml(title)}</h1><p>Near is alike, for the model. Far distances and directions mean nothing (UMAP).</p></header>
<ul aria-label="Classes">${legend}</ul>
<div class="zoom"><button type="button" id="in" aria-label="Zoom in">+</button><button type="button" id="out" aria-label="Zoom out">−</button><button type="button" id="whole">Whole map</button></div>
<output aria-live="polite"></output>
<script>const data = ${inScript(data)};
${mapScript}</script></body></html>
`;
}

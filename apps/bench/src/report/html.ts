const special: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text made safe for HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => special[c] as string);

const css = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { margin-bottom: 0.2rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #8884; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } .wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid #8883; white-space: nowrap; }
figure { display: inline-block; margin: 0 1.5rem 1rem 0; vertical-align: top; } figcaption { color: #777; max-width: 34rem; }
svg, img { background: #fff; border-radius: 4px; max-width: 100%; } .note { color: #777; } pre { white-space: pre-wrap; }
small { color: #777; } .samples { columns: 3; column-gap: 2rem; margin-top: 0; }
.collapsed { color: #c22; font-weight: 600; }`;

/** A whole page; nothing in it asks for anything from outside. */
export const page = (title: string, body: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
  `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${css}</style></head>\n<body>${body}</body></html>\n`;

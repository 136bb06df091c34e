/** How the map's page looks. */
export const mapStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1c1e24, #e8eaf0); --card: light-dark(#fffe, #1d2027ee); --line: light-dark(#dcdfe6, #333843); }
html, body { height: 100%; margin: 0; overflow: hidden; }
body { background: light-dark(#f5f6f9, #14161b); color: var(--ink); font: 15px/1.4 system-ui, sans-serif; }
canvas { cursor: grab; display: block; height: 100%; touch-action: none; width: 100%; }
canvas:active { cursor: grabbing; }
:focus-visible { outline: 3px solid #5b8def; outline-offset: -3px; }
header, ul, output { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.5rem 0.8rem; position: fixed; }
header { left: 0.8rem; max-width: min(24rem, calc(100% - 3.4rem)); pointer-events: none; top: 0.8rem; }
h1 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } header p { font-size: 0.8rem; margin: 0.2rem 0 0; opacity: 0.75; }
ul { bottom: 0.8rem; display: flex; flex-wrap: wrap; font-size: 0.8rem; gap: 0.2rem 0.8rem; left: 0.8rem; list-style: none; margin: 0; max-width: calc(100% - 14rem); pointer-events: none; }
ul:empty, output:empty { display: none; }
i { border-radius: 50%; display: inline-block; height: 0.7em; margin-right: 0.35em; width: 0.7em; }
.zoom { bottom: 0.8rem; display: flex; gap: 0.3rem; position: fixed; right: 0.8rem; }
button { background: var(--card); border: 1px solid var(--line); border-radius: 8px; color: inherit; cursor: pointer; font: inherit; min-width: 2.4rem; padding: 0.4rem 0.7rem; }
output { font-size: 0.85rem; left: 0; max-width: 20rem; overflow-wrap: anywhere; pointer-events: none; top: 0; }`;

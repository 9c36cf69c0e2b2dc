"use strict";

const { createHash } = require("node:crypto");

/**
 * @typedef {object} Status
 * @property {string} pod
 * @property {string} version
 * @property {number} requests
 * @property {number} uptimeSeconds
 */

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.125rem/1.5 system-ui, sans-serif;
  color: #1c1c1c; background: #f4f4f2; }
main { margin: 1rem; padding: 1.5rem 2rem; max-width: 36rem; border-radius: .75rem;
  background: #fff; box-shadow: 0 1px 6px #0003; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1.5rem; margin: 0 0 1.25rem; }
dt { color: #595959; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
a { color: #0b57d0; }
@media (prefers-color-scheme: dark) {
  body { color: #ececec; background: #161616; }
  main { background: #242424; }
  dt { color: #b4b4b4; }
  a { color: #a8c7fa; }
}
`;

/** The page needs nothing from elsewhere, runs nothing, and cannot be framed. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** @type {Readonly<Record<string, string>>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @type {(text: string) => string} */
function escape(text) {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/**
 * The page that shows which pod answered. The bar's colour is the pod's: another pod is seen at a glance.
 *
 * @param {Status} status
 * @returns {string}
 */
function page({ pod, version, requests, uptimeSeconds }) {
  const since = new Date(Date.now() - uptimeSeconds * 1000).toISOString();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(pod)} answered</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<svg width="100%" height="12" aria-hidden="true"><rect width="100%" height="12" rx="6" fill="hsl(${hueOf(pod)} 65% 50%)"/></svg>
<h1>${escape(pod)} answered</h1>
<dl>
<dt>Version</dt><dd>${escape(version)}</dd>
<dt>Requests served</dt><dd>${requests.toLocaleString("en")}</dd>
<dt>Up since</dt><dd><time datetime="${since}">${since.slice(0, 19).replace("T", " ")} UTC</time></dd>
</dl>
<p><a href="/">Ask again</a> · <a href="/api/pod">as JSON</a> · <a href="/work?ms=50">let it work for 50 ms</a></p>
</main>
</body>
</html>
`;
}

/** @type {(text: string) => number} */
function hueOf(text) {
  return createHash("sha256").update(text).digest().readUInt16BE() % 360;
}

module.exports = { CONTENT_SECURITY_POLICY, page };

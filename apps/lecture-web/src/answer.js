"use strict";

/**
 * What a request is answered with.
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} type of the body
 * @property {string} body
 * @property {Readonly<Record<string, string>>} [headers] further ones
 */

/** @type {(data: object, status?: number, headers?: Readonly<Record<string, string>>) => Answer} */
function json(data, status = 200, headers = {}) {
  return { status, type: "application/json; charset=utf-8", body: `${JSON.stringify(data)}\n`, headers };
}

/** @type {(body: string, status?: number) => Answer} */
function text(body, status = 200) {
  return { status, type: "text/plain; charset=utf-8", body: `${body}\n` };
}

/** @type {(status: number, message: string, headers?: Readonly<Record<string, string>>) => Answer} */
function failure(status, message, headers) {
  return json({ error: message }, status, headers);
}

/**
 * Whether JSON is wanted rather than a page, by an Accept header: by its quality, then by how exactly it is named. Who
 * takes both alike gets the page.
 *
 * @param {string} accept
 * @returns {boolean}
 */
function prefersJson(accept) {
  const ranges = accept.split(",").map((range) => range.split(";").map((part) => part.trim().toLowerCase()));
  /** @type {(names: readonly string[]) => number} */
  const wish = (names) => {
    const exactness = names.findIndex((name) => ranges.some(([range]) => range === name));
    const parameters = ranges.find(([range]) => range === names[exactness]) ?? [];
    const quality = Number(parameters.find((part) => part.startsWith("q="))?.slice(2) ?? 1);
    return exactness === -1 || !(quality > 0) ? 0 : quality - exactness / 10_000;
  };
  return wish(["application/json", "application/*", "*/*"]) > wish(["text/html", "text/*", "*/*"]);
}

module.exports = { failure, json, prefersJson, text };

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";

/**
 * Whether two directories of manifests hold the same objects, in whichever files and order.
 * @param {string} reference
 * @param {string} ours
 * @param {number} expected how many there must be
 * @returns {string[]} what differs, nothing where they are the same
 */
export function differences(reference, ours, expected) {
  const [theirs, own] = [objectsIn(reference), objectsIn(ours)];
  const problems = [];
  if (theirs.size !== expected) problems.push(`the reference has ${theirs.size} objects, not ${expected}`);
  if (own.size !== expected) problems.push(`ours has ${own.size} objects, not ${expected}`);
  for (const id of new Set([...theirs.keys(), ...own.keys()])) {
    if (!isDeepStrictEqual(theirs.get(id), own.get(id))) problems.push(`${id} differs`);
  }
  return problems;
}

function objectsIn(directory) {
  const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith(".yaml"));
  const documents = files.flatMap((file) => parseAllDocuments(readFileSync(join(directory, file), "utf8"), { version: "1.1" }));
  return new Map(
    documents.map((document) => {
      const { kind, metadata, ...rest } = document.toJS();
      return [`${kind} ${metadata.namespace}/${metadata.name}`, { kind, metadata, ...rest }];
    }),
  );
}

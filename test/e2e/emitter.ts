import * as fc from "fast-check";
import { toYamlStream } from "../../constructs/plan/yaml";
import { AWKWARD_TEXTS, awkwardText } from "../constructs/plan/awkward-texts";
import type { StageContext, StageResult } from "./stage";

const SEED = 20_240_229;
const TEXTS_EACH = 250;
const SHOWN = 5;

interface ConfigMap {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

/** What kubectl reads from our YAML is what we wrote, for texts that parsers have misread and for random ones. */
export async function emitter(context: StageContext): Promise<StageResult> {
  const texts = someTexts(context.full ? 20_000 : 2_000);
  const written = configMaps(texts);
  const stream = toYamlStream(written);
  // Nothing but the reading is tried: without validation and server, any text may stand at any place, even as a key.
  const output = await context.kubectl(["create", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-"], stream);
  const read = objectsIn(output);
  if (read.length !== written.length) throw new Error(`kubectl read ${read.length} objects of ${written.length}`);

  const differences = written.flatMap((object, index) => differencesOf(object, read[index] as ConfigMap));
  for (const difference of differences.slice(0, SHOWN)) context.print(difference);
  if (differences.length > 0) throw new Error(`kubectl read ${differences.length} texts otherwise than they were written`);
  context.print(`${texts.length} texts, each read by kubectl as key, value and annotation, ${differences.length} differences`);
  return { figures: { texts: texts.length, objects: written.length, bytes: Buffer.byteLength(stream), differences: differences.length } };
}

/** At least so many different texts, the same ones every time. */
function someTexts(count: number): string[] {
  const texts = new Set(AWKWARD_TEXTS);
  for (let seed = SEED; texts.size < count; seed++) {
    for (const text of fc.sample(awkwardText, { numRuns: count, seed })) texts.add(text);
  }
  return [...texts];
}

/** Objects that hold each text as a key, as its value and as an annotation. */
function configMaps(texts: readonly string[]): ConfigMap[] {
  return Array.from({ length: Math.ceil(texts.length / TEXTS_EACH) }, (_, number) => {
    const some = texts.slice(number * TEXTS_EACH, (number + 1) * TEXTS_EACH);
    const annotations = Object.fromEntries(some.map((text, index) => [`tagenal.dev/text-${index}`, text]));
    const data = Object.fromEntries(some.map((text) => [text, text]));
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `texts-${number}`, namespace: "default", annotations }, data };
  });
}

/** kubectl prints one JSON document after the other; within them no line but the last begins with a brace. */
function objectsIn(output: string): ConfigMap[] {
  return output.split(/^(?=\{)/m).map((document) => JSON.parse(document) as ConfigMap);
}

function differencesOf(written: ConfigMap, read: ConfigMap): string[] {
  const annotations = differing("annotation", written.metadata.annotations, read.metadata.annotations);
  return [...annotations, ...differing("data", written.data, read.data)];
}

function differing(where: string, written: Readonly<Record<string, string>>, read: Readonly<Record<string, string>>): string[] {
  const keys = new Set([...Object.keys(written), ...Object.keys(read)]);
  return [...keys]
    .filter((key) => !Object.hasOwn(written, key) || !Object.hasOwn(read, key) || written[key] !== read[key])
    .map((key) => `${where} ${JSON.stringify(key)}: ${JSON.stringify(written[key])} was read as ${JSON.stringify(read[key])}`);
}

import type { ApiObject } from "cdk8s";
import { displayPath, type Problem } from "../core";
import { compact, definedForTheCluster, idOf, kindOf, normalized, objectId } from "./manifest";
import type { Manifest, ObjectId, Wait } from "./plan";
import type { Tree } from "./tree";
import { waitOf } from "./wait";

/** An object of the tree, rendered. */
export interface Item {
  readonly id: ObjectId;
  readonly logicalId: ObjectId;
  readonly manifest: Manifest;
  readonly wait: Wait;
  readonly object: ApiObject;
}

/** Renders every object of a tree, once; those that cannot be are problems. */
export function renderAll(tree: Tree, problems: Problem[]): Item[] {
  const rendered = tree.objects.flatMap((object): { object: ApiObject; manifest: Manifest } | [] => {
    try {
      return { object, manifest: compact(object.toJson()) as Manifest };
    } catch (error) {
      // cdk8s puts the path and name of the construct before the reason; the path stands in front of ours.
      const message = (error as Error).message.replace(/^Failed serializing construct at path '.*?' with name '.*?': (Error: )?/, "");
      problems.push({ path: displayPath(object), message });
      return [];
    }
  });
  const definedForCluster = new Set(rendered.map(({ manifest }) => definedForTheCluster(manifest)));
  return rendered.map(({ object, manifest: given }) => {
    const manifest = normalized(given, definedForCluster);
    const note = tree.notes.get(object) ?? {};
    const id = idOf(manifest);
    const logicalId = note.logicalName === undefined ? id : objectId(kindOf(manifest), manifest.metadata.namespace, note.logicalName);
    return { id, logicalId, manifest, wait: waitOf(manifest, note), object };
  });
}

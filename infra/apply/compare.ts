import { canonical } from "../../constructs/core";
import type { LiveObject, ManagedFields } from "../cluster/live-object";

/** Whether an object says the same before and after, its status and the server's own counting aside. */
export function sameContent(before: LiveObject, after: LiveObject): boolean {
  return canonical(contentOf(before)) === canonical(contentOf(after));
}

/** Whether also nobody's hold on any field is another: then applying it would change nothing at all. */
export function sameEntirely(before: LiveObject, after: LiveObject): boolean {
  return canonical([contentOf(before), holdsOf(before)]) === canonical([contentOf(after), holdsOf(after)]);
}

function contentOf(object: LiveObject): unknown {
  const { metadata, status: _, ...content } = object;
  const { managedFields: __, resourceVersion: ___, generation: ____, ...named } = metadata;
  return { ...content, metadata: named };
}

function holdsOf(object: LiveObject): string[] {
  const holds = (object.metadata.managedFields ?? []).filter(({ subresource }) => subresource !== "status");
  return holds.map((hold: ManagedFields) => canonical({ ...hold, time: undefined })).sort();
}

import type { Change } from "../../../constructs/plan";
import { changeOf } from "./change-of";
import type { Named, PreviewObject } from "./kubernetes-object";

/** Objects that Pulumi makes under a new name of its own while it deletes them under the old one: to the cluster they are the same. */
export function madeTwice(objects: readonly PreviewObject[], isKept: (object: PreviewObject) => boolean): Change[] {
  const removed = new Map(objects.filter(({ resource }) => resource.fate === "removed").map((object) => [object.before?.id, object]));
  return objects.flatMap((object): Change[] => {
    const old = object.resource.fate === "made" ? removed.get(object.after?.id) : undefined;
    if (!old) return [];
    return [
      changeOf(
        object.after as Named,
        {
          class: isKept(object) ? "data at risk" : "replace",
          rule: "renamed-in-pulumi",
          event: "renamed in Pulumi",
          why: "it is there already, so making it fails; or it is taken over, and then deleted under its old name",
          remedy: `tell Pulumi that it is the same: aliases: [${JSON.stringify(old.resource.urn)}]`,
        },
        `"${old.resource.name}" (${old.resource.urn.split("::")[2]}) is now "${object.resource.name}"`,
        0,
      ),
    ];
  });
}

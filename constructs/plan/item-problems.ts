import { canonical, displayPath, type Problem, type SlotDeclaration, slotsInText } from "../core";
import type { ObjectId } from "./plan";
import type { Item } from "./rendered-items";

/** What is wrong with rendered objects, whoever made them: nothing could be planned with it. */
export function problemsOfItems(items: readonly Item[], slots: readonly SlotDeclaration[]): Problem[] {
  const problems: Problem[] = [];
  reportTwins(items, problems);
  reportLists(items, problems);
  reportSlots(slots, items, problems);
  return problems;
}

function reportTwins(items: readonly Item[], problems: Problem[]): void {
  const first = new Map<ObjectId, Item>();
  for (const item of items) {
    const twin = first.get(item.id);
    if (twin)
      problems.push({
        path: displayPath(item.object),
        message: `${item.id} is made twice, here and by ${displayPath(twin.object)}; give one of them another 'name'`,
      });
    else first.set(item.id, item);
  }
}

function reportLists(items: readonly Item[], problems: Problem[]): void {
  for (const { object, manifest } of items) {
    if (!Array.isArray(manifest["items"]) || !manifest.kind.endsWith("List")) continue;
    problems.push({
      path: displayPath(object),
      message: `a ${manifest.kind} hides its objects from every check; make an object of each of its ${manifest["items"].length} items`,
    });
  }
}

function reportSlots(slots: readonly SlotDeclaration[], items: readonly Item[], problems: Problem[]): void {
  for (const { object, id } of items) {
    if (slotsInText(id).length > 0)
      problems.push({ path: displayPath(object), message: `${id} is named by a slot; names must be known when the Plan is made` });
  }
  const known = new Map<string, SlotDeclaration>();
  for (const slot of slots) {
    const twin = known.get(slot.name);
    if (twin && canonical(twin) !== canonical(slot))
      problems.push({ path: "", message: `slot "${slot.name}" is declared twice, with different types or descriptions` });
    known.set(slot.name, slot);
  }
}

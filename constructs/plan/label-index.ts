import { grouped } from "./grouped";
import { type LabelSelector, selects } from "./selector";

/** Something with labels, in a namespace. */
export interface Labelled {
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Finds what a selector means without asking everything: most selectors have a label that few others share. */
export class LabelIndex<T extends Labelled> {
  readonly #byNamespace: ReadonlyMap<string | undefined, readonly T[]>;
  readonly #byLabel: ReadonlyMap<string, readonly T[]>;

  constructor(items: readonly T[]) {
    this.#byNamespace = grouped(items, ({ namespace }) => [namespace]);
    this.#byLabel = grouped(items, ({ namespace, labels }) => Object.entries(labels).map(([key, value]) => address(namespace, key, value)));
  }

  /** What a selector means in a namespace. */
  find(namespace: string | undefined, selector: LabelSelector): T[] {
    const lists = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => this.#byLabel.get(address(namespace, key, value)) ?? []);
    const candidates = lists.reduce(
      (shortest, list) => (list.length < shortest.length ? list : shortest),
      this.#byNamespace.get(namespace) ?? [],
    );
    return candidates.filter(({ labels }) => selects(selector, labels));
  }
}

function address(namespace: string | undefined, key: string, value: string): string {
  return `${namespace ?? ""} ${key}=${value}`;
}

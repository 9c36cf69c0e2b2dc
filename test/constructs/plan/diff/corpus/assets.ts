import type { Manifest, Plan } from "../../../../../constructs/plan";
import { credential, keyspace } from "./facts";
import { config, deployment, object, template } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const holder = object("planetscale.com/v2", "VitessCluster", "articles", { spec: { cells: [{ name: "one" }] } });
const web = deployment("web");
const opening = deployment("web", {
  template: template("web", {
    env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "key", key: "password" } } }],
  }),
});
const attributes = { shards: 4, cells: ["one", "two"], durability: "semi_sync", backups: true, label: "a" };
const of = (changed: Partial<typeof attributes>, objects: readonly Manifest[] = [holder]): Plan =>
  shop(objects, { assets: [keyspace(holder, { ...attributes, ...changed })] });
const stated = (effect: string) => `the family that made the asset says so: ${effect}`;

/** What holds data, and what opens it. */
export const ASSETS: readonly Trial[] = [
  {
    name: "a keyspace has fewer shards",
    class: "data at risk",
    because: stated("rows are lost"),
    before: of({}),
    after: of({ shards: 2 }),
    says: /rows of the shards.*merge|shards/is,
  },
  {
    name: "a keyspace has more shards",
    class: "replace",
    because: stated("rows are elsewhere"),
    before: of({}),
    after: of({ shards: 8 }),
    says: /wrong shards/,
  },
  {
    name: "a keyspace leaves a cell",
    class: "replace",
    because: stated("readers of this cell are cut off"),
    before: of({}),
    after: of({ cells: ["one"] }),
  },
  {
    name: "a keyspace goes into one more cell",
    class: "safe",
    because: stated("more readers"),
    before: of({}),
    after: of({ cells: ["one", "two", "three"] }),
  },
  {
    name: "a keyspace moves from one cell to another",
    class: "replace",
    because: stated("readers of the cell that it leaves are cut off"),
    before: of({}),
    after: of({ cells: ["one", "three"] }),
  },
  {
    name: "a keyspace commits in another way",
    class: "restart",
    because: stated("primaries are elected anew"),
    before: of({}),
    after: of({ durability: "none" }),
  },
  {
    name: "a keyspace is not backed up any more",
    class: "data at risk",
    because: stated("nothing is backed up"),
    before: of({}),
    after: of({ backups: false }),
  },
  {
    name: "an attribute of a keyspace changes of which nothing is said",
    class: "safe",
    because: "a changed attribute that is not listed is safe",
    before: of({}),
    after: of({ label: "b" }),
  },
  {
    name: "a keyspace is not in the Plan any more, its cluster stays",
    class: "data at risk",
    because: stated("its volumes are deleted"),
    before: of({}),
    after: shop([holder]),
    says: /volumes would be deleted/,
  },
  {
    name: "a keyspace goes with its cluster",
    class: "data at risk",
    because: stated("its volumes are deleted"),
    before: of({}, [holder, web]),
    after: shop([web]),
  },
  {
    name: "a keyspace comes",
    class: "safe",
    because: "nothing is in it yet",
    before: shop([web]),
    after: of({}, [web, holder]),
  },
  {
    name: "a generated password goes that pods still read",
    class: "data at risk",
    because: "it was made once, at random, and is nowhere else",
    before: shop([opening], { credentials: [credential("generated")] }),
    after: shop([opening]),
  },
  {
    name: "a given password goes that pods still read",
    class: "replace",
    because: "pods do not start without the key, but whoever gave it still has it",
    before: shop([opening], { credentials: [credential("given")] }),
    after: shop([opening]),
  },
  {
    name: "a password goes that nobody reads any more",
    class: "safe",
    because: "no pod of the new Plan refers to its Secret",
    before: shop([web, config("settings", { a: "b" })], { credentials: [credential("generated")] }),
    after: shop([web, config("settings", { a: "b" })]),
  },
  {
    name: "a password comes",
    class: "safe",
    because: "it is made before anybody reads it",
    before: shop([web]),
    after: shop([web], { credentials: [credential("generated")] }),
  },
];

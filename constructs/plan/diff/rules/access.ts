import { canonical } from "../../../core";
import { type FieldRules, immutable, type Judge, says } from "../rule";

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const RULES: Judge = ({ before, after }) => {
  const rule = "rights";
  const missing = rightsOf(before).filter((right) => !rightsOf(after).some((other) => covers(other, right)));
  if (missing.length === 0) return { class: "safe", rule, event: "rights added", why: "what was allowed stays allowed" };
  const [first, ...more] = missing.map(({ verb, resource, group }) => `${verb} ${resource}${group ? `.${group}` : ""}`);
  const why = `who has it may no longer ${first}${more.length > 0 ? ` and ${more.length} more` : ""}, from one call to the next`;
  return { class: "replace", rule, event: "rights taken away", why, remedy: "roll out what no longer needs them first" };
};

interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
}

function rightsOf(rules: unknown): Right[] {
  return ((rules ?? []) as readonly Rule[]).flatMap(
    ({ apiGroups = [""], resources, resourceNames = ["*"], verbs = [], nonResourceURLs }) => {
      const things = resources
        ? apiGroups.flatMap((group) => resources.map((resource) => ({ group, resource })))
        : (nonResourceURLs ?? []).map((resource) => ({ group: "", resource }));
      return things.flatMap((thing) =>
        verbs.flatMap((verb) => (resourceNames.length > 0 ? resourceNames : ["*"]).map((name) => ({ verb, name, ...thing }))),
      );
    },
  );
}

function covers(other: Right, { verb, group, resource, name }: Right): boolean {
  const fits = (pattern: string, text: string): boolean => pattern === "*" || pattern === text;
  return fits(other.verb, verb) && fits(other.group, group) && fits(other.resource, resource) && fits(other.name, name);
}

const SUBJECTS: Judge = ({ before, after }) => {
  const rule = "rights";
  const [was, will] = [before, after].map((list) => ((list ?? []) as readonly unknown[]).map(canonical));
  if (was?.every((one) => will?.includes(one)))
    return { class: "safe", rule, event: "subjects added", why: "who had the rights keeps them" };
  const why = "whoever is no longer named loses the rights from one call to the next";
  return { class: "replace", rule, event: "subjects removed", why, remedy: "roll out what no longer needs them first" };
};

/** What a change of a Role or ClusterRole risks. */
export const ROLE: FieldRules = [
  ["rules", RULES],
  ["aggregationRule", says("safe", "rights", "aggregation changed", "the rights follow the roles that it names")],
];

/** What a change of a RoleBinding or ClusterRoleBinding risks. */
export const BINDING: FieldRules = [
  [
    "roleRef",
    immutable(
      "role-of-binding",
      "role",
      "the binding is deleted and made anew, its subjects have no rights meanwhile",
      "give the binding of the other role another name",
    ),
  ],
  ["subjects", SUBJECTS],
];

import type { Problem } from "../../constructs/core";
import type { PlanObject } from "../../constructs/plan";
import type { KubectlError } from "../cluster/kubectl";
import { complaint } from "../cluster/kubectl-failure";
import { readConflicts } from "./conflict";

interface Rule {
  readonly when: RegExp;
  /** It is about more than this object: said once for all that suffer. */
  readonly general?: boolean;
  readonly say: (match: readonly string[], object: PlanObject) => string;
}

const RIGHT = {
  when: /User "([^"]*)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(.*)/,
  general: true,
  say: ([, user, verb, resource, group, where]: readonly string[]): string =>
    `you (${user}) may not ${verb} ${resource}${group ? `.${group}` : ""}${where?.trimEnd()}; ask for this right, or log in as somebody who has it`,
};

const RULES: readonly Rule[] = [
  RIGHT,
  {
    when: /exceeded quota: (\S+), requested: (.+), used: (.+), limited: (.+)/,
    say: ([, quota, requested, used, limited]) =>
      `the quota ${quota} of its namespace does not allow it: wanted ${requested}, used ${used}, at most ${limited}; ask for more, or make it smaller`,
  },
  {
    when: /is attempting to grant RBAC permissions not currently held/,
    say: () => "it grants rights that you do not have yourself; ask somebody who has them to apply it",
  },
  {
    when: /: ([^:]+: (?:Forbidden|Invalid value): .*(?:field is immutable|updates to \w+ spec for fields other than).*)/,
    say: ([, field], { id, keep }) =>
      `a field cannot be changed in place: ${shorten(field ?? "")}; ${
        keep
          ? "what it holds would be lost with it: copy the data first, under a new name"
          : `give it another name, or let it be made anew: kubectl delete ${onCommandLine(id)}`
      }`,
  },
  {
    when: /admission webhook "([^"]+)" denied the request: (.*)/s,
    say: ([, hook, why]) => `${hook} does not allow it: ${shorten(why ?? "")}`,
  },
  {
    when: /failed calling webhook "([^"]+)": (.*)/s,
    say: ([, hook, why]) => `the webhook ${hook} must agree, and does not answer: ${shorten(why ?? "")}; mend its server first`,
  },
  {
    when: /no matches for kind "([^"]+)" in version "([^"]+)"/,
    general: true,
    say: ([, kind, version]) => `the cluster does not know ${kind} of ${version}; install what defines it first`,
  },
  {
    when: /namespaces "([^"]+)" not found/,
    general: true,
    say: ([, namespace]) => `namespace ${namespace} is not there; make it first: kubectl create namespace ${namespace}`,
  },
  {
    when: /ValidationError\((.+?)\): (.+?) in [\w.]+(?:;|$)/,
    say: ([, place, what]) => `${place}: ${what}; mend the manifest`,
  },
  {
    when: /^(?:error: )?error validating .*?: error validating data: (.+?)(?:; if you choose to ignore|$)/m,
    say: ([, what]) => `${what}; mend the manifest`,
  },
  { when: / is invalid: (.*)/s, say: ([, why]) => `the API server does not take it: ${shorten(why ?? "")}; mend the manifest` },
  {
    when: /failed to create typed patch object \([^)]*\): (.+)/,
    say: ([, why]) => `the API server does not take it: ${why}; mend the manifest`,
  },
];

/** Why the cluster does not take an object, with what to do. */
export function refusalOf(error: KubectlError, object: PlanObject): Problem {
  const path = object.id;
  const conflicts = readConflicts(error.stderr);
  if (conflicts.length > 0) {
    const fields = conflicts.map(({ manager, field }) => `${field} (${manager})`).join(", ");
    return {
      path,
      message: `somebody else has set ${fields}; leave ${conflicts.length === 1 ? "it" : "them"} out of ours, or out of theirs`,
    };
  }
  for (const { when, general = false, say } of RULES) {
    const match = when.exec(error.stderr);
    if (match) return { path: general ? "" : path, message: say(match, object) };
  }
  return { path, message: complaint(error) };
}

/** What keeps us from even looking: each missing right once. */
export function blindness(error: KubectlError): Problem[] {
  return error.stderr
    .trim()
    .split("\n")
    .map((line) => {
      const match = RIGHT.when.exec(line);
      return { path: "", message: match ? RIGHT.say(match) : complaint(error) };
    });
}

/** An identity as kubectl takes it: "deployment.apps/web -n shop". */
export function onCommandLine(id: string): string {
  const [kind = "", ...rest] = id.split("/");
  const [name, namespace] = [rest.at(-1), rest.length > 1 ? rest[0] : undefined];
  return `${kind.toLowerCase()}/${name}${namespace === undefined ? "" : ` -n ${namespace}`}`;
}

/** One line of a text, not longer than somebody reads. */
function shorten(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

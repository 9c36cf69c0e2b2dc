import { RefusedError } from "../../constructs/core";
import type { PlanCredential } from "../../constructs/plan";
import { type CredentialState, credentialStates, type FilledCredential, fillCredentials } from "../apply/credentials";
import type { Arguments } from "./arguments";
import { askSecret, canAsk } from "./ask-secret";
import type { Command } from "./command";
import { givenCredentials, readGivenValues } from "./given-values";
import { missingNamespaces } from "./missing-namespaces";
import { plannedSystem } from "./planned-system";
import { renderSecrets, stateOf } from "./secrets-table";
import type { Terminal } from "./terminal";
import { withCluster } from "./with-cluster";

/** `tagenal secrets`: the credentials that a system wants, and whether they are there. */
export const SECRETS: Command = {
  summary: "shows which credentials a system wants and whether they are there, and fills them",
  help: `usage: tagenal secrets <environment> [--system S | --app MODULE] [--fill [--from FILE]] [--json]

Shows every credential that a system wants: its Secret and key, the namespaces that want it, where its value comes from, what it is for, and
whether it is there. Values are never shown, and what is filled is never overwritten. Exit code 1: something is missing.

  --fill          make what is generated, copy what one namespace has and another lacks, take what must be given: from --from, or by
                  asking on the terminal without showing it. Makes the system's namespaces that are not there yet
  --from FILE     values of the given ones, YAML or JSON, one 'key: value' each; - is standard input
  --system S, --app MODULE   as in tagenal synth
  --json          the table as JSON on standard output

examples:
  tagenal secrets minikube
  tagenal secrets eks --fill --from passwords.yaml
  pass show tagenal/eks | tagenal secrets eks --fill --from -
`,
  options: { system: { type: "string" }, app: { type: "string" }, fill: { type: "boolean" }, from: { type: "string" } },
  run: secrets,
};

async function secrets(given: Arguments, terminal: Terminal): Promise<number> {
  const [fill, from] = [given.flag("fill"), given.text("from")];
  if (from !== undefined && !fill)
    throw new RefusedError([{ path: "", message: "--from says what --fill writes; say --fill too" }], "the command line");
  terminal.progress(`rendering for ${given.environment} …`);
  const { system, environment, plan } = await plannedSystem(given);
  const values = from === undefined ? {} : readGivenValues(from, plan.credentials);
  const { filled, states, absent } = await withCluster(environment, terminal, async ({ kubectl }) => {
    terminal.progress("looking at the cluster …");
    let done: FilledCredential[] = [];
    if (fill) {
      const before = await credentialStates(kubectl, plan);
      terminal.done();
      done = await fillCredentials(kubectl, plan, { ...values, ...(from === undefined ? await ask(before, terminal) : {}) });
    }
    const after = await credentialStates(kubectl, plan);
    return { filled: done, states: after, absent: await missingNamespaces(kubectl, after) };
  });
  terminal.done();
  if (terminal.json) terminal.print(`${JSON.stringify(account(system, environment.name, states, filled, absent), null, 2)}\n`);
  else terminal.print(`${renderSecrets({ given, plan, states, filled, absent }, terminal)}\n`);
  return states.every((state) => state.missing.length === 0 && !state.differs) ? 0 : 1;
}

/** Asks for what must be given and is nowhere yet, where there is somebody to ask. */
async function ask(states: readonly CredentialState[], terminal: Terminal): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  if (terminal.json || !canAsk()) return values;
  const wanted = givenCredentials(states.filter(({ filled }) => filled.length === 0).map(({ credential }) => credential));
  for (const [key, { description }] of wanted) {
    const typed = await askSecret(`${key} (${description}; nothing: leave it open): `);
    if (typed !== "") values[key] = typed;
  }
  return values;
}

function account(
  system: string,
  environment: string,
  states: readonly CredentialState[],
  filled: readonly FilledCredential[],
  absent: readonly string[],
): object {
  const place = ({ secret, key }: PlanCredential): object => ({ secret, key });
  return {
    system,
    environment,
    credentials: states.map((state) => {
      const { description, source, namespaces } = state.credential;
      return {
        ...place(state.credential),
        namespaces,
        description,
        source,
        state: stateOf(state),
        filled: state.filled,
        missing: state.missing,
      };
    }),
    filled: filled.map(({ credential, namespace, from }) => ({ ...place(credential), namespace, from })),
    missingNamespaces: absent,
  };
}

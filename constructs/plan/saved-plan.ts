import { PLAN_VERSION, type Plan, type PlanCredential } from "./plan";

/** The Plan as text, to be kept, compared and loaded again. The same Plan is always the same text. */
export function savePlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 1)}\n`;
}

/** A saved Plan. Refuses what is none, and what a newer Tagenal has saved. */
export function loadPlan(text: string): Plan {
  const plan = parse(text) as Partial<Plan> | undefined;
  if (plan?.format !== "tagenal/plan") throw new Error("this is no saved plan: its 'format' is not \"tagenal/plan\"");
  if (plan.version !== PLAN_VERSION) {
    throw new Error(`the plan was saved in version ${plan.version}, this Tagenal reads version ${PLAN_VERSION}; render it anew`);
  }
  const read = plan as Plan;
  return { ...read, credentials: credentialsRead(read.credentials) };
}

/** Credentials as they were before they were JSON: it has no undefined within lists, for those at home in the context's own namespace. */
export function credentialsRead(credentials: readonly PlanCredential[]): readonly PlanCredential[] {
  return credentials.map(withHomes);
}

function withHomes({ namespaces, ...credential }: PlanCredential): PlanCredential {
  return { ...credential, namespaces: namespaces.map((namespace: string | null | undefined) => namespace ?? undefined) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`this is no saved plan: ${(error as Error).message}`, { cause: error });
  }
}

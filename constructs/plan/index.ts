// The Plan: what a construct tree wants of a cluster, as plain data, and what can be made of it.

export { annotated } from "./annotated";
export { type Autoscaled, autoscaled } from "./autoscaled";
export { type BudgetNumbers, sparePods } from "./budgets";
export { type Capacity, shortages } from "./capacity";
export { type Data, isData } from "./data";
export { type Demand, demandOf, type PlanDemand, podDemand } from "./demand";
export {
  type Allowance,
  type Change,
  type DiffOptions,
  describe,
  differences,
  diffPlans,
  exitCodeOf,
  type FieldChange,
  keptBack,
  nameOfChange,
  type PlanDiff,
  renderMarkdown,
  renderNotes,
  renderSarif,
  renderText,
  subjectOf,
  toJson,
} from "./diff";
export { balancerOf, entryAddress } from "./entry-address";
export { fillSlots, fillValue, refuseOpenSlots, type SlotValues, slotProblem, slotsOf, unknownSlots } from "./fill-slots";
export { grouped } from "./grouped";
export { LabelIndex, type Labelled } from "./label-index";
export { idOf, isClusterScoped, isCustomKind, kindOf, objectId } from "./manifest";
export {
  type Attempt,
  type PolicyPeer,
  type PolicyPort,
  PolicySimulation,
  type PolicySpec,
  type Side,
  sideName,
  type Verdict,
} from "./network";
export { type OutputFile } from "./output-file";
export {
  type Manifest,
  type ObjectId,
  type Order,
  PLAN_VERSION,
  type Plan,
  type PlanAsset,
  type PlanConnection,
  type PlanCredential,
  type PlanEntryPoint,
  type PlanExpectedPods,
  type PlanExternal,
  type PlanObject,
  type PlanPeer,
  type Wait,
} from "./plan";
export { type PlanName, stackOf } from "./plan-name";
export { type PlanOptions, planOf } from "./plan-of";
export { objectOf, planOfObjects } from "./plan-of-objects";
export { type Container, type PodGroup, type PodSpec, podGroupOf, podGroups } from "./pod-groups";
export { accountOf, allContainers, type Reference, referencesOf } from "./pod-references";
export { isNoteOfPulumi } from "./pulumi-notes";
export { credentialsRead, loadPlan, savePlan } from "./saved-plan";
export { type LabelSelector, selects } from "./selector";
export { withStableAddresses } from "./stable-addresses";
export { writeArgoCd } from "./write-argocd";
export { writeDirectory } from "./write-directory";
export { type FluxOptions, writeFlux } from "./write-flux";
export { writeStream } from "./write-stream";
export { toYaml, toYamlStream } from "./yaml";

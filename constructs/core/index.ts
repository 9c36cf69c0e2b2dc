// The ideas that every construct shares. One name a line: rooms are loaded when they are used, see infra/build.mjs.
export { type AlertRule, type AlertTest, type Series, type Severity } from "./alert";
export { type Asset, type AttributeRisk, type AttributeValue, addAsset } from "./asset";
export { Checks, show } from "./checks";
export { CHECKSUM_ANNOTATION, checksum, settleChecksums } from "./checksum";
export { type Connection, connect, type IOwnPeer } from "./connection";
export { ContainerSize, type ContainerSizeProps } from "./container-size";
export { Credential, type CredentialProps, type CredentialSource, type WantedCredential } from "./credential";
export { type Dashboard, type Panel, type PanelQuery } from "./dashboard";
export { Endpoint, type EndpointProps, type EndpointVariables } from "./endpoint";
export { type EntryPoint } from "./entry-point";
export { type ExpectedClaim, type ExpectedPods } from "./expected-pods";
export { declareExternal, type External, type ExternalKind } from "./external";
export { eachFact, type Facts, factsIn, record } from "./facts";
export { Foreign, type ForeignPodsProps } from "./foreign";
export { ImageReference, image, imagePullSecrets } from "./image-reference";
export { LABEL, Labels, type LabelsProps, labelValue } from "./labels";
export { canonical, contentHash, isDnsLabel, kebab, NAME_LIMIT, nameOf } from "./names";
export { Namespace, type NamespaceProps, type PodSecurity } from "./namespace";
export { type ObjectNote, type Ready, setLogicalName, setReady, setTimeLimit } from "./object-note";
export { type Metric, type Observed, observe, observedIn, type ScrapeTarget } from "./observed";
export { type Need, needs, type Stage } from "./order";
export { Outside, type OutsidePort } from "./outside";
export { type AddressBlock, type IPeer, type Location, type OutsidePeer, type Peer, type PodsPeer } from "./peer";
export { Pods, type PodsEndpointProps, type PodsProps } from "./pods";
export { displayPath, type Problem, problemsIn, RefusedError, refuse, renderProblems, report } from "./problems";
export { binaryQuantity, formatBytes, formatCpu, parseQuantity } from "./quantity";
export { RISK_CLASSES, type Risk, type RiskClass } from "./risk";
export { Slot, type SlotDeclaration, type SlotProps, type SlotTypes } from "./slot";
export { fillText, isSlotToken, slotsInText, slotToken } from "./slot-token";
export {
  type AddressRange,
  type DnsServer,
  type LoadBalancers,
  type Network,
  NOWHERE,
  type Registry,
  type Surroundings,
  setSurroundings,
  surroundingsOf,
} from "./surroundings";

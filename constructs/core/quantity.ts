const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/;

/** The number that a Kubernetes quantity such as "500m", "1.5Gi" or 2 stands for; undefined if it is none. */
export function parseQuantity(quantity: string | number): number | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (!match) return undefined;
  const [, digits, exponent, suffix] = match;
  return Number(`${digits}${exponent ?? ""}`) * (FACTORS[suffix ?? ""] ?? 1);
}

/** Kibibytes as a quantity, in the largest unit that loses nothing: 2048 → "2Mi". */
export function binaryQuantity(kibibytes: number): string {
  let amount = kibibytes;
  let unit = "Ki";
  for (const larger of ["Mi", "Gi", "Ti"]) {
    if (amount % 1024 !== 0) break;
    amount /= 1024;
    unit = larger;
  }
  return `${amount}${unit}`;
}

/** Cores as people write them: 0.25 → "250m", 2 → "2". */
export function formatCpu(cores: number): string {
  const millis = Math.round(cores * 1000);
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** Bytes in the largest unit that keeps them readable: 1610612736 → "1.5Gi". */
export function formatBytes(bytes: number): string {
  for (const unit of ["Ti", "Gi", "Mi", "Ki"]) {
    const factor = FACTORS[unit] ?? 1;
    if (bytes >= factor) return `${Number((bytes / factor).toFixed(1))}${unit}`;
  }
  return String(bytes);
}

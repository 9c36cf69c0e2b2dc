import { BlockList } from "node:net";
import * as fc from "fast-check";
import { blockMatch } from "../../../../constructs/plan/network/block-match";

const address = fc.ipV4();
const range = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));

/** An address near the range of a block more often than chance would have it. */
const tried = fc
  .tuple(range, range, address, fc.integer({ min: 0, max: 3 }))
  .map(([[network, prefix], [other, length], anywhere, bytes]) => {
    const ip = [...network.split(".").slice(0, bytes), ...anywhere.split(".").slice(bytes)].join(".");
    return { ip, network, prefix, other, length };
  });

test("an address is in the blocks in which Node.js sees it", () => {
  fc.assert(
    fc.property(tried, ({ ip, network, prefix, other, length }) => {
      const [within, without] = [new BlockList(), new BlockList()];
      within.addSubnet(network, prefix);
      without.addSubnet(other, length);
      const matches = blockMatch({ cidr: `${network}/${prefix}`, except: [`${other}/${length}`] });
      expect(matches({ kind: "address", name: "any", ip })).toBe(within.check(ip) && !without.check(ip));
    }),
    { numRuns: 1000 },
  );
});

/** Whether a pod is alive, and whether it can be relied on. */
export const PROBE = `#!/bin/sh
# probe.sh alive: where this fails only a restart helps. probe.sh ready: clients, and the next step of a rollout, can rely on this pod.
set -u
PATIENCE_OF_ONE=4
. /etc/redis/cli.sh
as tagenal-own /run/redis/own

no() {
  echo "$1"
  exit 1
}

if [ "$1" = alive ]; then
  said=$(ask localhost PING 2>&1)
  case $said in *PONG* | *LOADING* | *MASTERDOWN*) exit 0 ;; esac
  no "$said"
fi

said=$(printf 'INFO replication\\nCLUSTER INFO\\nCLUSTER NODES\\n' | ask localhost 2>&1 | tr -d '\\r')
case $said in
  *role:slave*master_link_status:up*) exit 0 ;;
  *role:slave*) no "it does not follow its master yet" ;;
  *role:master*) ;;
  *) no "$said" ;;
esac
echo "$said" | awk '$3 ~ /myself/ && NF > 8 { owns = 1 } END { exit !owns }' && exit 0
# Nobody owns any: the cluster is being made.
echo "$said" | grep -qx cluster_known_nodes:1 || { echo "$said" | grep -qx cluster_slots_assigned:0 && exit 0; }
echo "$said" | grep -qx cluster_known_nodes:1 || no "it owns no slots, and follows nobody yet"
# Alone it is as it should be before a cluster is made, but not beside a pod of its shard that is a member.
as tagenal-replication /etc/redis/internal/tagenal-replication
n=0
while host="\${HOSTNAME%-*}-$n.$PEERS" && getent hosts "$host" >/dev/null; do
  n=$((n + 1))
  [ "\${host%%.*}" = "$HOSTNAME" ] && continue
  known=$(ask "$host" CLUSTER INFO 2>/dev/null | tr -d '\\r' | sed -n 's/^cluster_known_nodes://p')
  [ "\${known:-1}" = 1 ] || no "it is no member of its cluster yet"
done
exit 0
`;

/** What a cluster needs next, in awk: a pure function of what its nodes say. */
export const DECIDE = `# What a cluster needs next. Reads the topology ("stay|leave SHARD HOST"), then, after each line "@ N", what node N said to
# CLUSTER NODES, CLUSTER INFO and INFO replication. Writes what to do now: "do N COMMAND", "move FROM TO SLOTS RANGES", "fix N",
# or why there is nothing: "wait WHY", "refuse WHY", "done WHAT".

# --- What is there -----------------------------------------------------------------------------------------------------------
NF == 3 && ($1 == "stay" || $1 == "leave") { nodes++; stays[nodes] = $1 == "stay"; shard[nodes] = $2; host[nodes] = $3; next }
$1 == "@" { from = $2; next }
/^cluster_state:ok/ { sound[from] = 1 }
/^cluster_slots_ok:16384/ { healthy[from] = sound[from] }
/^master_link_status:up/ { linked[from] = 1 }
/^master_host:/ { calls[from] = substr($0, 13) }
/^slave_repl_offset:/ { split($0, value, ":"); offset[from] = value[2] + 0 }
NF >= 8 && length($1) == 40 { see(from) }

function see(i,   at, k, who) {
  who = $1
  if (!((i, who) in flags)) known[i]++
  at = $2; sub(/:[0-9]*@.*/, "", at)
  address[i, who] = at; flags[i, who] = $3; master[i, who] = $4; connected[i, who] = $8 == "connected"
  all[who] = 1
  for (k = 9; k <= NF; k++) {
    if ($k ~ /^\\[/) { if ($3 ~ /myself/) open[i] = 1 }
    else claim(i, who, $k)
  }
  if ($3 ~ /myself/) { id[i] = who; ip[i] = at; up[i] = 1; nodeOf[who] = i; leader[i] = $4; isMaster[i] = $3 ~ /master/ }
}

function claim(i, who, range,   ends, k) {
  split(range, ends, "-")
  if (ends[2] == "") ends[2] = ends[1]
  for (k = ends[1] + 0; k <= ends[2] + 0; k++) {
    seen[who]++; slotOf[who, k] = 1
    if ($3 ~ /myself/) {
      if (k in owner && owner[k] != i) clash[owner[k], i]++
      owner[k] = i; slots[i]++
    }
  }
}

# --- What comes next ---------------------------------------------------------------------------------------------------------
function todo(line) { print line; tasks++ }
function stop(line) { print line; exit }
function next_round() { if (tasks > 0) exit }
function knows(i, j) { return (i, id[j]) in flags && address[i, id[j]] == ip[j] && flags[i, id[j]] !~ /handshake|noaddr/ }
function name(i) { return host[i] }

function ranges(i, count,   k, text, end) {  # the last slots of a node, as ranges
  text = ""
  for (k = 16383; k >= 0 && count > 0; k--) if (k in owner && owner[k] == i) {
    end = k
    while (count > 0 && k >= 0 && k in owner && owner[k] == i) { k--; count-- }
    text = text " " (k + 1) " " end
  }
  return text
}

END {
  look(); meet(); settle_lost(); assign(); follow(); forget()
  if (disputed) stop("wait until " disputed " agree who owns the same slots")
  move(); leave()
  for (i = 1; i <= nodes; i++) if (member[i]) {
    if (!healthy[i]) stop("wait " (whole ? name(i) " does not call the cluster healthy yet" : "for" missing))
    if (!isMaster[i] && !linked[i]) stop("wait " name(i) " does not follow its master yet")
  }
  if (missing != "") stop("refuse no answer from" missing)
  stop("done " shards " shards, " members " nodes")
}

function look(   i, pair, s) {
  for (i = 1; i <= nodes; i++) {
    member[i] = up[i] && (stays[i] || slots[i] > 0 || known[i] > 1)
    if (!up[i] && (stays[i] || unanswered())) missing = missing " " name(i)
    if (member[i]) members++
    if (stays[i] && !(shard[i] in index_of)) { index_of[shard[i]] = shards++; shard_name[shards - 1] = shard[i] }
    # The seed is whoever has most to lose.
    if (member[i] && (!seed || slots[i] > slots[seed])) seed = i
  }
  whole = missing == ""
  if (!whole && elapsed < patience) stop("wait for" missing)
  if (!seed) stop("wait for any node")
  # A cluster is made of all its nodes, or not at all: a part of it would count as a cluster of its own.
  if (!whole && !taken()) stop("refuse no answer from" missing)
  for (pair in clash) {
    split(pair, s, SUBSEP)
    if ((s[1], id[s[2]]) in flags || (s[2], id[s[1]]) in flags) disputed = name(s[1]) " and " name(s[2])
    else stop("refuse " name(s[1]) " and " name(s[2]) " come from different clusters and own the same slots")
  }
}

function unanswered(   x, k) {  # whether a pod that leaves may be who is missed: for ever, if nobody else has its slots
  for (x in all) if (!(x in nodeOf)) {
    if (elapsed < patience) return 1
    for (k = 0; k <= 16383; k++) if ((x, k) in slotOf && !(k in owner)) return 1
  }
  return 0
}

function taken(   x) {  # whether anybody is known to own slots
  for (x in seen) if (seen[x] > 0) return 1
  return 0
}

# Addresses are told by whoever knows the node under an old one, and by the seed to all others. Masters first: among masters that call one
# another failed, a replica would take a place that is not free, with what it had when it ended.
function meet(   i, j) {
  introduce(1)
  for (i = 1; i <= nodes; i++) for (j = 1; j <= nodes; j++)
    if (member[i] && slots[i] && slots[j] && flags[i, id[j]] ~ /(^|,)fail(,|$)/ && strangers() && quiet < 40) stop("wait until the masters trust one another")
  introduce(0)
}

function introduce(masters,   i, j, stale, now) {
  now = quiet % 10 == 0 && !met
  for (i = 1; i <= nodes; i++) for (j = 1; j <= nodes; j++) if (apart(i, j) && (!masters || (slots[i] && slots[j]))) {
    stale++
    if (now && (i == seed || (i, id[j]) in flags || quiet > 0)) todo("do " i " CLUSTER MEET " ip[j] " " port)
  }
  next_round()
  if (stale) stop("wait until " (masters ? "the masters know one another" : "all know all"))
}

function apart(i, j) { return i != j && member[i] && member[j] && !knows(i, j) }

function strangers(   i, j) {
  for (i = 1; i <= nodes; i++) for (j = 1; j <= nodes; j++) if (apart(i, j)) return 1
  return 0
}

# Owners of slots that are no pod any more: a replica takes their place by itself, unless most masters went at the same time.
function settle_lost(   x, i, best, k, lost) {
  for (x in all) if (!(x in nodeOf) && seen[x] > 0) {
    lost = 0
    for (k = 0; k <= 16383; k++) if ((x, k) in slotOf && !(k in owner)) lost++
    if (!lost) continue
    if (!whole) { blocked = 1; continue }
    if (alive(x) && quiet < 15) stop("wait until " where(x) " is silent or known")
    if (alive(x)) stop("refuse a node that is no pod of ours owns " lost " slots: " where(x) "; a shard is taken away in two steps, first drained by 'leaving'")
    best = 0
    for (i = 1; i <= nodes; i++) if (member[i] && leader[i] == x && (!best || offset[i] > offset[best])) best = i
    if (best && quiet < 15) stop("wait until " name(best) " takes the place of its lost master")
    if (best) todo("do " best " CLUSTER FAILOVER TAKEOVER")
    else if (lost_slots == "empty") { for (i = 1; i <= nodes; i++) if (member[i] && (i, x) in flags) todo("do " i " CLUSTER FORGET " x) }
    else stop("refuse " lost " slots have lost their owner (" where(x) ") and every copy of it: restore its volume, or say lostSlots: \\"empty\\" to go on without their keys")
  }
  next_round()
}

function alive(x,   i) {
  for (i = 1; i <= nodes; i++) if (member[i] && (i, x) in flags && connected[i, x] && flags[i, x] !~ /fail|handshake|noaddr/) return 1
  return 0
}

function where(x,   i) {
  for (i = 1; i <= nodes; i++) if ((i, x) in flags && address[i, x] != "") return x " at " address[i, x]
  return x " at an unknown address"
}

# Slots of nobody: of a new cluster, or of one whose making was interrupted.
function assign(   i, s, k, end, first) {
  for (i = 1; i <= nodes; i++) if (member[i] && stays[i]) {
    s = shard[i]
    if (!main[s] || slots[i] > slots[main[s]] || (!slots[main[s]] && !isMaster[main[s]] && isMaster[i])) main[s] = i
  }
  if (!whole || blocked) return
  for (s = 0; s < shards; s++) {
    end = int(16384 * (s + 1) / shards) - 1
    for (k = int(16384 * s / shards); k <= end; k++) if (!(k in owner)) {
      first = k; i = believed(k)
      while (k < end && !((k + 1) in owner) && believed(k + 1) == i) k++
      # Who is taken for the owner may be one in a moment; no other node would get them from those who believe that.
      if (i && !isMaster[i]) unclear += k - first + 1
      else { if (!i) i = main[shard_name[s]]; free[i] = free[i] " " first " " k }
    }
  }
  for (i = 1; i <= nodes; i++) if (i in free) todo("do " i " CLUSTER " (isMaster[i] ? "ADDSLOTSRANGE" free[i] : "RESET SOFT"))
  next_round()
  if (unclear) stop("wait until it is clear who owns " unclear " slots")
}

function believed(k,   i) {  # the node that others take for the owner of a slot
  for (i = 1; i <= nodes; i++) if (up[i] && (id[i], k) in slotOf) return i
  return 0
}

# In each shard the owner of slots is the master, all others follow it.
function follow(   i, m) {
  for (i = 1; i <= nodes; i++) if (member[i] && stays[i]) {
    m = main[shard[i]]
    # A master of its own shard may have been asked before it took its place, and this one after.
    if (i == m && !isMaster[i] && !blocked) {
      if (leader[i] in nodeOf && shard[nodeOf[leader[i]]] == shard[i] && quiet < 15) stop("wait until " name(i) " and its master agree who that is")
      todo("do " i " CLUSTER RESET SOFT")
    }
    if (i != m && isMaster[m] && !slots[i] && (leader[i] != id[m] || astray(i, m)) && !lost_leader(i)) todo("do " i " CLUSTER REPLICATE " id[m])
  }
  next_round()
}

# It knows where its master is, yet calls it at an address that it had: seen with Redis 8.0.
function astray(i, m) { return !linked[i] && calls[i] != "" && calls[i] != ip[m] }

function lost_leader(i) { return blocked && leader[i] != "-" && !(leader[i] in nodeOf) }

# Whoever is no pod of ours any more and owns nothing is forgotten by all at once.
function forget(   x, i) {
  if (!whole) return
  for (x in all) if (!(x in nodeOf))
    for (i = 1; i <= nodes; i++) if (member[i] && (i, x) in flags && flags[i, x] !~ /handshake/ && leader[i] != x) todo("do " i " CLUSTER FORGET " x)
  next_round()
}

# Each shard gets its share: what leaves gives all, what is new takes, small differences stay.
function move(   i, s, n, uneven, give, want, k) {
  if (!whole || blocked) return
  for (i = 1; i <= nodes; i++) {
    if (!member[i]) continue
    if (open[i]) todo("fix " i)
    s = shard[i]
    if (stays[i] && i == main[s]) {
      n = index_of[s]
      spare[i] = slots[i] - (int(16384 * (n + 1) / shards) - int(16384 * n / shards))
      if (20 * spare[i] > 16384 / shards || -20 * spare[i] > 16384 / shards) uneven = 1
    } else { spare[i] = slots[i] + 0; if (slots[i] > 0) uneven = 1 }
  }
  next_round()
  if (!uneven) return
  for (i = 1; i <= nodes; i++) if (member[i] && isMaster[i] && !healthy[i]) stop("wait " name(i) " does not call the cluster healthy yet")
  for (i = 1; i <= nodes; i++) for (k = 1; k <= nodes; k++) {
    give = spare[i]; want = -spare[k]
    if (give <= 0 || want <= 0) continue
    n = give < want ? give : want
    if (n > chunk) n = chunk
    todo("move " i " " k " " id[i] " " id[k] " " n ranges(i, n))
    next_round()
  }
}

# What leaves and has nothing left is forgotten by those who stay, then forgets them.
function leave(   i, j) {
  if (!whole) return
  for (i = 1; i <= nodes; i++) if (member[i] && !stays[i] && !slots[i]) {
    for (j = 1; j <= nodes; j++) if (member[j] && stays[j] && (j, id[i]) in flags) todo("do " j " CLUSTER FORGET " id[i])
    todo("do " i " CLUSTER RESET HARD")
  }
  next_round()
}
`;

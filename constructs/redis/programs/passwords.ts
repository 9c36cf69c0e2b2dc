/** The hashes of the passwords as they are now. */
export const PASSWORDS = `#!/bin/sh
# The users with the hashes of their present passwords; with "state": a sum of all that may change while the server runs.
set -eu
if [ "\${1:-}" = state ]; then
  cat /etc/redis/internal/* /etc/redis/users/* /etc/redis/tls/* 2>/dev/null | cksum
  exit
fi
while read -r name _; do
  for file in /etc/redis/internal/$name /etc/redis/users/$name /run/redis/own; do [ -f "$file" ] && break; done
  echo "$name $(sha256sum <"$file" | cut -d ' ' -f 1)"
done </etc/redis/users.rules
`;

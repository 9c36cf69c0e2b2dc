/** How the other programs call a server. */
export const CLI = `# How the other programs call a server.

# From now on as this user, where there are users: their passwords lie in files.
as() { # USER FILE
  [ -f "$2" ] || return 0
  LOGIN="--user $1"
  REDISCLI_AUTH=$(cat "$2")
  export REDISCLI_AUTH
}

# Without a command it reads commands from standard input.
ask() { # HOST COMMAND...
  asked=$1
  shift
  # shellcheck disable=SC2086
  timeout "\${PATIENCE_OF_ONE:-10}" "$CLI" -h "$asked" -p "$PORT" \${LOGIN:-} $TLS "$@"
}
`;

# Sourced: starts a sandbox and waits until it listens.
# shellcheck shell=bash

# start_sandbox BUILD DIR [argument…]: sets $sandbox (pid) and $sandbox_url; fails with the log's end.
start_sandbox() {
  local build=$1 dir=$2
  shift 2
  mkdir -p "$dir"
  rm -f "$dir/sandbox.ready"
  "$build/src/sandbox/dartwing-sandbox" --data-dir "$dir/sandbox" --city-dir data/city \
    --ready-file "$dir/sandbox.ready" --die-with-parent "$@" >"$dir/sandbox.log" 2>&1 &
  sandbox=$!
  for _ in $(seq 600); do
    if [ -s "$dir/sandbox.ready" ]; then
      # shellcheck disable=SC2034 # for the caller
      sandbox_url=$(cat "$dir/sandbox.ready")
      return 0
    fi
    kill -0 "$sandbox" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 5 "$dir/sandbox.log" >&2
  echo "dev: the sandbox did not start" >&2
  return 1
}

#!/usr/bin/env bash
# Runs a command on another Node.js: scripts/on-node.sh 22 npx jest. The npm package `node` brings the binary.
set -euo pipefail
major=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
home="$root/node_modules/.cache/node-$major"
if [ ! -x "$home/node_modules/node/bin/node" ]; then
  mkdir -p "$home"
  # npm 11 runs the package's install script, which puts the binary in place, only when it is allowed here.
  echo '{ "private": true, "allowScripts": { "node": true } }' >"$home/package.json"
  (cd "$home" && npm install --no-audit --no-fund --silent "node@$major")
fi
PATH="$home/node_modules/node/bin:$PATH" exec "$@"

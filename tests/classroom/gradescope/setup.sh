#!/usr/bin/env bash
# Runs once, when Gradescope builds the image.
set -euo pipefail
root="${AUTOGRADER:-/autograder}"

apt-get update -qq
apt-get install -y -qq python3 python3-venv
python3 -m venv "$root/venv"
"$root/venv/bin/pip" install --quiet --no-cache-dir -r "$root/source/requirements.txt"

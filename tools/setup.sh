#!/bin/sh
# Makes .venv with the locked packages of requirements/$1.txt (runtime or dev), hashes checked, bytecode compiled.
# make calls it when a lock file is newer than the last run. PYTHON chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
set_name=$1
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Counterpoint needs Python 3.11 or newer; '$python' is not. Name one: make setup PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python cannot make virtual environments yet. Type:  sudo apt install python3-venv" >&2
    exit 1
fi

if ! [ -x .venv/bin/python ]; then
    echo "Making .venv ..."
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "Installing the locked packages of requirements/$set_name.txt (once; several hundred MB) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes --no-deps -r "requirements/$set_name.txt"

packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n%s\n' "$PWD" "$PWD/gen" > "$packages/counterpoint.pth"
cat > .venv/bin/counterpoint <<END
#!$PWD/.venv/bin/python
import sys

from launcher.cli import main

sys.exit(main())
END
chmod 755 .venv/bin/counterpoint

# Whatever the environment says about bytecode: without it every process starts three times slower.
# A few packages carry files that are no Python of this version; those stay uncompiled.
env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m compileall -q -j 0 "$packages" >/dev/null 2>&1 || true
env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m compileall -q -j 0 kit launcher gateway services gen samples >/dev/null 2>&1 || true

touch .venv/runtime.done
if [ "$set_name" = dev ]; then
    touch .venv/dev.done
fi

"""Makes the install and measures it: `make scale`, `make scale SCALE=1/100` to try the tool out.

SCALE_FOLDER says where the rows are kept meanwhile (20 GB; below TMPDIR if unsaid), SCALE_ROWS=1 measures once more
with ROW_SECURITY. Nothing is left behind but the plans in build/scale/.
"""

import os
import subprocess
import sys
import tempfile
import time

from scale import sizes
from scale.server import Server, careless, server, told


def main() -> None:
    whole, begun = sizes.part(), time.monotonic()
    os.nice(10)
    with server() as made, tempfile.TemporaryDirectory(prefix="carnet-scale-data-") as folder:
        os.environ |= {"DATABASE_URL": made.url(), "DATA_DIR": folder}
        os.environ["DJANGO_SETTINGS_MODULE"] = "scale.settings"
        careless(made, True)
        filled(made)
        careless(made, False)
        measured()
        if os.environ.get("SCALE_ROWS"):
            os.environ["ROW_SECURITY"] = "1"
            manage("migrate", "-v0")
            print("\nWith ROW_SECURITY:", flush=True)
            measured()
    print(f"\n{time.monotonic() - begun:.0f} s in all, size {whole} of the whole.", flush=True)


def filled(made: Server) -> None:
    with told("migrate"):
        manage("migrate", "-v0")
    subprocess.run(
        [sys.executable, "-m", "scale.filling", made.address, str(made.port)], check=True
    )


def measured() -> None:
    subprocess.run([sys.executable, "-m", "scale.measuring"], check=True)


def manage(*words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], check=True)


if __name__ == "__main__":
    main()

"""Everything that is synthesised of all variants, in a folder.

``python -m tests.support.all_templates <folder>`` lets tests compare what two processes make.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.support.synth import ALL_VARIANTS, variant_app

if __name__ == "__main__":
    for variant in ALL_VARIANTS:
        shutil.copytree(variant_app(variant).synth().directory, Path(sys.argv[1]) / variant)

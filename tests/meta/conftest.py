"""The proof reads English reports, whatever the locale."""

import os

os.environ["KATA_LANG"] = "en"

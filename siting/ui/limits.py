"""What the app takes from a browser, and no more: sizes, counts and ratios, each in this one place."""

from __future__ import annotations

UPLOAD_MB = 500
"""Size of one file as it comes [MB]; `server.maxUploadSize` of Streamlit is the same number."""
UPLOAD_BYTES = UPLOAD_MB * 1024 * 1024
UPLOAD_COUNT = 100
"""Files of one plan."""
UNPACKED_BYTES = 2 * 1024 * 1024 * 1024
"""All that the files of one plan may hold when unpacked."""
ARCHIVE_ENTRIES = 2000
"""Entries of one archive, folders counted too."""
PACKED_RATIO = 200
"""Times that an entry may grow; tables of spaces reach 100, bombs begin at 1000."""
RATIO_FROM_BYTES = 4 * 1024 * 1024
"""Below this an entry may be packed as tightly as it likes."""
NAME_BYTES = 200
"""Length of a file's name in UTF-8."""

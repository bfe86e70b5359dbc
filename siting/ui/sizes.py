"""Heights of the parts of the page [px]."""

from __future__ import annotations

TABLE_HEIGHT_PX = 620
HALF_TABLE_HEIGHT_PX = 310
SIDE_HEIGHT_PX = 640

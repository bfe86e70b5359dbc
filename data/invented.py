"""What the demo plan invents: types of camera, who runs them, systems and papers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """One invented type of camera, as it is mounted."""

    model: str
    height_m: float
    tilt_deg: float
    range_m: float
    image_px: tuple[int, int]
    focal_length_mm: float | None = None
    sensor_width_mm: float | None = None
    kind: str = "fixed"
    hfov_deg: float | None = None


WALL = (
    Device("INVENTED wall 2.8 mm", 3.5, 18.0, 30.0, (1920, 1080), 2.8, 5.37),
    Device("INVENTED wall 4 mm", 4.0, 15.0, 40.0, (2688, 1520), 4.0, 5.37),
    Device("INVENTED wall 6 mm", 4.5, 12.0, 50.0, (2560, 1440), 6.0, 5.37),
)
MAST = (
    Device("INVENTED mast 6 mm", 6.0, 14.0, 60.0, (2560, 1440), 6.0, 5.37),
    Device("INVENTED mast 12 mm", 8.0, 10.0, 100.0, (3840, 2160), 12.0, 7.18),
)
ROOF = Device("INVENTED roof 16 mm", 0.0, 35.0, 120.0, (3840, 2160), 16.0, 7.18)
INDOOR = Device("INVENTED indoor 2.8 mm", 2.6, 20.0, 10.0, (1920, 1080), 2.8, 5.37)
PTZ = Device("INVENTED dome, turning", 6.0, 15.0, 100.0, (1920, 1080), kind="ptz", hfov_deg=60.0)
PANORAMIC = Device("INVENTED panoramic", 5.0, 0.0, 30.0, (4000, 3000), kind="panoramic", hfov_deg=360.0)

# Regime, place class, installer: turn by turn down the list of cameras; None is left unfilled.
ROLES = (
    ("gov", "7-1", "Street department (INVENTED)", "yes", "SYS-STREETS"),
    ("operator", "7-2-1", "Shop association (INVENTED)", "yes", "SYS-SHOPS"),
    ("gov", "7-1", "Street department (INVENTED)", "yes", "SYS-STREETS"),
    ("other_public", None, "House company (INVENTED)", "yes", "SYS-HOUSES"),
    ("operator", "7-2-1", "Shop association (INVENTED)", "yes", "SYS-SHOPS"),
    ("gov", "7-1", "Street department (INVENTED)", "yes", "SYS-STREETS"),
    ("non_public", None, "Office owner (INVENTED)", "no", None),
    (None, None, None, None, None),
)
SYSTEMS = (
    # Filed 12 days after acceptance and use: in time under both texts.
    {
        "id": "SYS-STREETS",
        "unit_name": "Street department (INVENTED)",
        "retention_days": 30,
        "declared_count": 15,
        "demonstration_date": "2025-03-10",
        "construction_start_date": "2025-04-14",
        "acceptance_date": "2025-06-02",
        "in_use_date": "2025-06-02",
        "filing_date": "2025-06-14",
    },
    # Built before it was demonstrated, used before it was accepted, filed late.
    {
        "id": "SYS-SHOPS",
        "unit_name": "Shop association (INVENTED)",
        "retention_days": 30,
        "declared_count": 9,
        "demonstration_date": "2025-04-20",
        "construction_start_date": "2025-04-07",
        "acceptance_date": "2025-05-20",
        "in_use_date": "2025-05-05",
        "filing_date": "2025-07-15",
    },
    # In use for twelve days on the day of the demo: filing is not due yet.
    {
        "id": "SYS-HOUSES",
        "unit_name": "House company (INVENTED)",
        "retention_days": 30,
        "declared_count": 5,
        "demonstration_date": "2025-05-05",
        "construction_start_date": "2025-06-16",
        "acceptance_date": "2025-08-18",
        "in_use_date": "2025-08-20",
    },
)
DOCUMENTS = (
    {"system_id": "SYS-STREETS", "kind": "demonstration", "ref": "INVENTED D-1", "date": "2025-03-10"},
    {"system_id": "SYS-STREETS", "kind": "acceptance_report", "ref": "INVENTED A-1", "date": "2025-06-02"},
    {"system_id": "SYS-STREETS", "kind": "filing_receipt", "ref": "INVENTED F-1", "date": "2025-06-14"},
    {"system_id": "SYS-SHOPS", "kind": "acceptance_report", "ref": "INVENTED A-2", "date": "2025-05-20"},
)

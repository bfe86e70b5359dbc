"""What the demo plan invents: types of camera, who runs them, what they record, systems and papers."""

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
    ir_range_m: float | None = None


WALL = (
    Device("INVENTED wall 2.8 mm", 3.5, 18.0, 30.0, (1920, 1080), 2.8, 5.37, ir_range_m=20.0),
    Device("INVENTED wall 4 mm", 4.0, 15.0, 40.0, (2688, 1520), 4.0, 5.37, ir_range_m=30.0),
    Device("INVENTED wall 6 mm", 4.5, 12.0, 50.0, (2560, 1440), 6.0, 5.37),
)
MAST = (
    Device("INVENTED mast 6 mm", 6.0, 14.0, 60.0, (2560, 1440), 6.0, 5.37, ir_range_m=0.0),
    Device("INVENTED mast 12 mm", 8.0, 10.0, 100.0, (3840, 2160), 12.0, 7.18, ir_range_m=60.0),
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
# The streets grow by four; what the shops and houses have stands; the rest is proposed.
NEW_OF_STREETS = ("HEL-11", "HEL-17", "HEL-35", "HEL-38")
# What a plan tells of single cameras. The codes: county (invented), unit, industry, type, network, number.
DETAILS: dict[str, dict[str, object]] = {
    "HEL-09": {"gb28181_id": "00000101002150000009", "gb28181_edition": "2022"},
    "HEL-14": {"gb28181_id": "0000010100132000014", "gb28181_edition": "2022"},
    "HEL-30": {"gb28181_id": "00000101001320000030", "gb28181_edition": "2022"},
    "HEL-13": {"has_audio": "yes"},
    "HEL-34": {"has_audio": "yes", "audio_range_m": 12.0},
}
BRAND = "INVENTED maker"
SYSTEMS = (
    # Filed 12 days after acceptance and use: in time under both texts.
    {
        "id": "SYS-STREETS",
        "unit_name": "Street department (INVENTED)",
        "retention_days": 30,
        "ct_key_target": "no",
        "storage_tb": 24.0,
        "declared_count": 11,
        "declared_types": "fixed",
        "demonstration_date": "2025-03-10",
        "construction_start_date": "2025-04-14",
        "acceptance_date": "2025-06-02",
        "in_use_date": "2025-06-02",
        "filing_date": "2025-06-14",
        "main_works": "none",
    },
    # Built before it was demonstrated, used before it was accepted, filed late; its storage is too small.
    {
        "id": "SYS-SHOPS",
        "unit_name": "Shop association (INVENTED)",
        "retention_days": 30,
        "ct_key_target": "no",
        "storage_tb": 8.0,
        "declared_count": 9,
        "declared_types": "fixed",
        "demonstration_date": "2025-04-20",
        "construction_start_date": "2025-04-07",
        "acceptance_date": "2025-05-20",
        "in_use_date": "2025-05-05",
        "filing_date": "2025-07-15",
        "main_works": "rebuilt",
        "main_works_design_date": "2024-11-04",
        "main_works_construction_start_date": "2025-01-13",
        "main_works_acceptance_date": "2025-04-01",
        "main_works_in_use_date": "2025-04-03",
    },
    # In use for twelve days on the day of the demo: filing is not due yet. It keeps twenty days.
    {
        "id": "SYS-HOUSES",
        "unit_name": "House company (INVENTED)",
        "retention_days": 20,
        "declared_count": 5,
        "demonstration_date": "2025-05-05",
        "construction_start_date": "2025-06-16",
        "acceptance_date": "2025-08-18",
        "in_use_date": "2025-08-20",
    },
)
_PAPERS_OF_STREETS = (
    ("demonstration", "D-1", "2025-03-10"),
    ("design", "P-1", "2025-03-03"),
    ("construction_record", "B-1", "2025-05-26"),
    ("inspection_report", "T-1", "2025-05-28"),
    ("acceptance_report", "A-1", "2025-06-02"),
    ("filing_receipt", "F-1", "2025-06-14"),
    ("maintenance_contract", "M-1", "2025-06-02"),
    ("standard_certificate", "C-1", "2025-02-17"),
    ("secrecy_agreement", "S-1", "2025-03-01"),
    ("contractors", "L-1", "2025-06-02"),
    ("personnel", "L-2", "2025-06-02"),
)
DOCUMENTS = (
    *(
        {"system_id": "SYS-STREETS", "kind": kind, "ref": f"INVENTED {ref}", "date": day}
        for kind, ref, day in _PAPERS_OF_STREETS
    ),
    {"system_id": "SYS-SHOPS", "kind": "acceptance_report", "ref": "INVENTED A-2", "date": "2025-05-20"},
)

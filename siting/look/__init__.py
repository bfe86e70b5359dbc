"""What an assessment looks like from close by: sections, the camera's own image, elevations, solids."""

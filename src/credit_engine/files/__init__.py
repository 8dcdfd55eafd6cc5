"""Files: opened with care, read as text or as sheets, written aside and renamed."""

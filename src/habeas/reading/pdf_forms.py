"""The fields of a PDF form: what was filled in, and where on the page it stands."""

import ctypes
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Filled:
    """The value of one field; lengths in points."""

    value: str
    left: float
    bottom: float
    right: float
    top: float


def filled(page: Any, forms: Any) -> list[Filled]:
    """The fields of a page that have a value, from the top. `forms`: PDFium's form environment, None where there is
    none."""
    import pypdfium2.raw as raw

    found = []
    for at in range(raw.FPDFPage_GetAnnotCount(page) if forms is not None else 0):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
                continue
            value, rect = _value(forms, annotation), raw.FS_RECTF()
            if value and raw.FPDFAnnot_GetRect(annotation, rect):
                low, high = sorted((rect.bottom, rect.top))
                found.append(Filled(value, rect.left, low, rect.right, high))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return sorted(found, key=lambda field: (-field.top, field.left))


def _value(forms: Any, annotation: Any) -> str:
    import pypdfium2.raw as raw

    kind = raw.FPDFAnnot_GetFormFieldType(forms, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "[x]" if raw.FPDFAnnot_IsChecked(forms, annotation) else ""
    if kind in (raw.FPDF_FORMFIELD_PUSHBUTTON, raw.FPDF_FORMFIELD_SIGNATURE):
        return ""
    size = raw.FPDFAnnot_GetFormFieldValue(forms, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAnnot_GetFormFieldValue(forms, annotation, buffer, size)
    words = bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00")
    return " ".join(words.split())

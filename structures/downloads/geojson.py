"""Sheets as GeoJSON (RFC 7946) for map tools."""

import json
from datetime import date
from typing import Any

from structures.downloads.columns import download_columns
from structures.downloads.entries import Download, DownloadEntry

MEDIA_TYPE = "application/geo+json"


def to_geojson(entries: Download) -> bytes:
    """Serialize the entries as a feature collection; its `cutAt` is set if more sheets match."""
    columns = download_columns(entries)
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if entries.cut_at is not None:
        collection["cutAt"] = entries.cut_at
    collection["features"] = [
        {
            "type": "Feature",
            "id": entry.page.pk,
            "geometry": _point(entry),
            "properties": {column.key: column.read(entry) for column in columns},
        }
        for entry in entries.rows
    ]
    return json.dumps(
        collection, ensure_ascii=False, separators=(",", ":"), default=date.isoformat
    ).encode()


def _point(entry: DownloadEntry) -> dict[str, Any] | None:
    """Return the sheet's own position, longitude first; never the commune's centre."""
    latitude, longitude = entry.page.latitude, entry.page.longitude
    if latitude is None or longitude is None:
        return None
    return {"type": "Point", "coordinates": [longitude, latitude]}

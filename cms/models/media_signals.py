"""Signals of changes to many rows at once, for which Django sends none."""

from django.dispatch import Signal

# After `CustomImage.objects.update(collection=…)`; carries `image_ids`.
images_moved = Signal()
# After `Rendition.objects.bulk_create(…)`; carries the `image_ids` that they are of.
renditions_created = Signal()

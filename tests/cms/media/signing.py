"""A storage that signs addresses like the S3 storage of django-storages."""

from django.core.signing import TimestampSigner

from cms.media.storage import PrivateFileStorage


class SigningStorage(PrivateFileStorage):
    """Files on this machine, with addresses that nothing serves."""

    def url(self, name, parameters=None, expire=3600):
        """Return an address that says until when it is good."""
        signed = TimestampSigner().sign(f"{name}:{expire}")
        disposition = parameters["ResponseContentDisposition"]
        content_type = parameters["ResponseContentType"]
        query = f"signature={signed}&as={disposition}&type={content_type}"
        return f"https://files.exemple.fr/{name}?{query}"


SIGNING = {"BACKEND": f"{__name__}.SigningStorage"}

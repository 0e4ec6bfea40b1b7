"""An e-mail as text that the database stores, encrypted, and back."""

import json
from base64 import b64decode, b64encode
from email import message_from_bytes
from email.mime.base import MIMEBase
from email.utils import formatdate, make_msgid
from typing import Any

from django.core.mail import EmailAlternative, EmailMessage, EmailMultiAlternatives
from django.core.mail.utils import DNS_NAME

from cms.encryption import cipher

PURPOSE = "cms.mail"
ADDRESSES = ("to", "cc", "bcc", "reply_to")


def dump_message(message: EmailMessage) -> str:
    """Return the message, encrypted; its date and its identifier are those of this moment.

    Each attempt sends the same identifier, so that a mail server recognises a message sent twice.
    """
    headers = {"Date": formatdate(localtime=True), "Message-ID": make_msgid(domain=str(DNS_NAME))}
    values = {
        "subject": str(message.subject),
        "body": str(message.body),
        "content_subtype": message.content_subtype,
        "encoding": message.encoding,
        "from_email": message.from_email,
        "headers": headers | {name: str(value) for name, value in message.extra_headers.items()},
        "alternatives": [list(part) for part in getattr(message, "alternatives", [])],
        "attachments": [_dump_attachment(part) for part in message.attachments],
        **{name: list(getattr(message, name)) for name in ADDRESSES},
    }
    return cipher(PURPOSE).encrypt(json.dumps(values, default=str).encode()).decode()


def load_message(content: str) -> EmailMultiAlternatives:
    """Return the message that `dump_message` stored."""
    values = json.loads(cipher(PURPOSE).decrypt(content.encode()))
    message = EmailMultiAlternatives(
        values["subject"],
        values["body"],
        values["from_email"],
        headers=values["headers"],
        attachments=[_load_attachment(part) for part in values["attachments"]],
        **{name: values[name] for name in ADDRESSES},
    )
    message.alternatives = [EmailAlternative(*part) for part in values["alternatives"]]
    message.content_subtype = values["content_subtype"]
    message.encoding = values["encoding"]
    return message


def _dump_attachment(attachment: Any) -> dict[str, str | None]:
    if isinstance(attachment, MIMEBase):
        return {"mime": b64encode(attachment.as_bytes()).decode()}
    name, data, mimetype = attachment
    raw = data if isinstance(data, bytes) else str(data).encode()
    return {"name": name, "data": b64encode(raw).decode(), "mimetype": mimetype}


def _load_attachment(stored: dict[str, Any]) -> Any:
    if "mime" in stored:
        return message_from_bytes(b64decode(stored["mime"]), _class=MIMEBaseFromBytes)
    return stored["name"], b64decode(stored["data"]), stored["mimetype"]


class MIMEBaseFromBytes(MIMEBase):
    """A part of a message that is read from its own bytes."""

    def __init__(self, **kwargs: Any) -> None:
        """Take the headers from the bytes, and add none."""
        super(MIMEBase, self).__init__(**kwargs)

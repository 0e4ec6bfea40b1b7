"""Sessions for requests to other servers, under a limit for the whole of each."""

from socket import socket

from requests import Response
from requests_hardened import Config, HTTPSession
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from cms.time_limit import limited


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket:
        return limited(super()._new_conn())


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket:
        return limited(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class OutgoingSession(HTTPSession):
    """A session that follows no redirect; `cms.time_limit.within` ends its connections."""

    def __init__(self, config: Config) -> None:
        """Take what requests-hardened is to refuse."""
        super().__init__(config)
        for adapter in self.adapters.values():
            adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def get_redirect_target(self, resp: Response) -> None:
        """Know of none: else requests reads the whole body of a redirect."""

"""A bucket of an S3-compatible server, as shelf.py wants it. Only what every such server can do is asked of it: whole
objects put in one request, no parts that a killed process would leave, no deleting of many at once.
"""

import io
import logging
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.conf import settings

from carnet.core.bucket_address import BucketAddress
from carnet.core.shelf import Away, Refused, Stamp

log = logging.getLogger(__name__)

# Up to here a file waits in memory until all of it is there, a larger one on the disk, sealed and without a name.
IN_MEMORY = 4 * 2**20
# So far ahead is read and thrown away; further is asked for anew.
NEAR = 2**20
TRIES = 3
ASKED_EVERY = 5.0  # seconds, by whoever watches
MISSING = {"NoSuchKey", "404", "NotFound"}
# Why the server will not have us, in a sentence for the operator.
REASONS = {
    "NoSuchBucket": "The bucket of STORAGE_URL does not exist.",
    "InvalidAccessKeyId": "The server of STORAGE_URL does not know STORAGE_KEY.",
    "SignatureDoesNotMatch": "STORAGE_SECRET does not belong to STORAGE_KEY.",
    "AccessDenied": "STORAGE_KEY may not do this in the bucket of STORAGE_URL.",
    "PermanentRedirect": "The bucket of STORAGE_URL lies in another region.",
    "AuthorizationHeaderMalformed": "The bucket of STORAGE_URL lies in another region.",
}
NO_ANSWER = "The server of STORAGE_URL does not answer."


class Bucket:
    def __init__(self, address: BucketAddress) -> None:
        self._bucket = address.bucket
        self._prefix = f"{address.prefix}/" if address.prefix else ""
        self._s3 = _client(address, TRIES, seconds=20)
        self._probe = _client(address, 1, seconds=2)
        self._asked: tuple[float, bool] = (0, False)

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        with SpooledTemporaryFile(IN_MEMORY, dir=str(settings.DATA_DIR)) as file:
            for piece in pieces:
                file.write(piece)
            size = file.tell()
            file.seek(0)
            with _told():
                self._s3.put_object(**self._at(name), Body=file, ContentLength=size)

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(Reading(self._s3, self._at(name)), 2**16))

    def size(self, name: str) -> int | None:
        try:
            with _told():
                return self._s3.head_object(**self._at(name))["ContentLength"]
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        with _told():
            self._s3.delete_object(**self._at(name))

    def below(self, start: str) -> Iterator[tuple[str, Stamp]]:
        pages = self._s3.get_paginator("list_objects_v2")
        with _told():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + start):
                for one in page.get("Contents", ()):
                    name = one["Key"].removeprefix(self._prefix)
                    yield name, (one["ETag"], one["LastModified"], one["Size"])

    def folders(self, start: str) -> Iterator[str]:
        pages = self._s3.get_paginator("list_objects_v2")
        asked = {"Bucket": self._bucket, "Prefix": self._prefix + start, "Delimiter": "/"}
        with _told():
            for page in pages.paginate(**asked):
                for one in page.get("CommonPrefixes", ()):
                    yield one["Prefix"].removeprefix(self._prefix)

    def answers(self) -> bool:
        """For whoever watches over us: asked once in a few seconds, however often they ask."""
        at, answered = self._asked
        if not at or time.monotonic() - at > ASKED_EVERY:
            answered = self._answers()
            self._asked = (time.monotonic(), answered)
        return answered

    def try_out(self) -> None:
        """Everything that will be needed, once. Raises Away with a sentence."""
        name = f"trying-out/{os.getpid()}"
        self.put(name, [b"Carnet"])
        with self.open(name) as file:
            if file.read() != b"Carnet":
                raise Refused("The bucket of STORAGE_URL does not keep what is put into it.")
        self.delete(name)
        next(self.below(name), None)

    def keeps_deleted(self) -> bool:
        """Would what is erased stay there as a former version? No, as far as it lets itself be asked."""
        try:
            with _told():
                told = self._s3.get_bucket_versioning(Bucket=self._bucket)
        except Away:
            return False
        return told.get("Status") == "Enabled"

    def _answers(self) -> bool:
        try:
            with _told():
                self._probe.list_objects_v2(
                    Bucket=self._bucket, Prefix=f"{self._prefix}trying-out/", MaxKeys=1
                )
        except Away:
            return False
        return True

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + name}


class Reading(io.RawIOBase):
    """An object from the moment it was opened: another one that takes its place is not read by mistake. Where the
    connection breaks off it is taken up again."""

    def __init__(self, s3: Any, at: dict[str, str]) -> None:
        self._s3, self._asked, self._at = s3, dict(at), 0
        self._body: Any = None
        told = self._ask()
        self._size, self._body = told["ContentLength"], told["Body"]
        self._asked["IfMatch"] = told["ETag"]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        from_here = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        ahead = from_here + offset - self._at
        if 0 < ahead <= NEAR:
            while ahead and (piece := self._read(ahead)):
                ahead -= len(piece)
        elif ahead:
            self._let_go()
            self._at += ahead
        return self._at

    def readinto(self, buffer: Any) -> int:
        piece = self._read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._let_go()
        super().close()

    def _read(self, most: int) -> bytes:
        if self._at >= self._size:
            return b""
        for _each in range(TRIES):
            try:
                self._body = self._body or self._ask(Range=f"bytes={self._at}-")["Body"]
                piece = self._body.read(min(most, self._size - self._at))
            except (BotoCoreError, OSError) as problem:
                piece = b""
                log.warning("reading from the bucket broke off: %s", type(problem).__name__)
            if piece:
                self._at += len(piece)
                return piece
            self._let_go()
        raise Away(NO_ANSWER)

    def _ask(self, **more: str) -> dict[str, Any]:
        with _told():
            return self._s3.get_object(**self._asked, **more)

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def _client(address: BucketAddress, tries: int, *, seconds: int) -> Any:
    config = Config(
        connect_timeout=min(seconds, 4),
        read_timeout=seconds,
        retries={"mode": "standard", "total_max_attempts": tries},
        # Names of buckets need not be names of hosts; and not every server knows Amazon's newer sums.
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = Session(address.key, address.secret, region_name=address.region)
    return session.client("s3", endpoint_url=address.endpoint, config=config)


@contextmanager
def _told() -> Iterator[None]:
    """The library's many exceptions as three. Its words quote names and addresses, so they go no further."""
    try:
        yield
    except ClientError as problem:
        code = problem.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise FileNotFoundError("There is no such file in the bucket.") from None
        log.warning("the bucket says %s", code or "nothing")
        if code in REASONS:
            raise Refused(REASONS[code]) from None
        # A HEAD has no body to say more in.
        raise (Refused(REASONS["AccessDenied"]) if code == "403" else Away(NO_ANSWER)) from None
    except (BotoCoreError, HTTPClientError, OSError) as problem:
        log.warning("the bucket does not answer: %s", type(problem).__name__)
        raise Away(NO_ANSWER) from None
